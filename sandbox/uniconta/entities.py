"""The entities of the twin (Uniconta sheet 6), as far as an integration with projects and time meets them.

Where the sheet calls a field an enumeration and names none of its members, it is a text here.
`EmployeeClient` has no `PersonalId` on purpose: no national identity number is kept anywhere.
"""

from collections.abc import Mapping

from sandbox.uniconta.entity import CLOCKS, DIMENSION_FIELDS, USER_SUFFIX, Entity, fields
from sandbox.uniconta.kinds import FLAG, NUMBER
from sandbox.uniconta.ledger_entities import LEDGER_ENTITIES
from sandbox.uniconta.other_entities import OTHER_ENTITIES
from sandbox.uniconta.time_entities import TIME_ENTITIES

_TICK = {"xIntempus": FLAG}  # the field that customers make for this purpose (sheet 6.12)
_BUDGET = {"xHourBudget": NUMBER}  # one that a customer made, since a project has no budget in hours (sheet 6.4)

_LINE_REFERENCES = {
    "Project": "ProjectClient",
    "Employee": "EmployeeClient",
    "Item": "InvItemClient",
    "PrCategory": "PrCategoryClient",
    "PayrollCategory": "EmpPayrollCategoryClient",
}
_LINE_TEXTS = (
    "Project Task PrCategory Employee PayrollCategory Item Variant WorkSpace Text TransType ReferenceNumber "
    "CreditorAccount SerieBatch Warehouse Location"
)
_VARIANTS = "Variant1 Variant2 Variant3 Variant4 Variant5"
_LINE_NUMBERS = "Qty PurchasePrice CostPrice SalesPrice DiscountPct SalesAmount CostAmount LineNumber"
_LINE_COMPANIONS = {
    "ProjectName": ("Project", "ProjectClient"),
    "EmployeeName": ("Employee", "EmployeeClient"),
    "CategoryName": ("PrCategory", "PrCategoryClient"),
    "PayrollCategoryName": ("PayrollCategory", "EmpPayrollCategoryClient"),
    "ItemName": ("Item", "InvItemClient"),
}
_STOCK_SUMS = "Qty QtyOnStock QtyReserved QtyOrdered Available AvailableForReservation AverageCost CostValue"
_KINDS_OF_COST = ("Labour", "ExternalWork", "Materials", "Expenses", "Miscellaneous", "Other", "Adjustment")
_PROJECT_SUMS = (
    "CostValue SalesValue Revenue OnAccountSales WIP Margin MarginRatio TotalCompletion TotalCostBudget "
    "TotalSalesBudget TotalCostActual TotalSalesActual "
    + " ".join(f"{kind}{side}" for kind in _KINDS_OF_COST for side in ("Cost", "Sales"))
)

_ALL = (
    Entity("CompanyClient", fields("Name CompanyName Email"), posted=True),
    Entity(
        "NumberSerieClient",
        fields("Serie Name Prefix", flag="Blocked", whole="Next Length"),
        key="Serie",
        required=("Name",),
    ),
    Entity(
        "DebtorGroupClient",
        fields("Group Name AutoNumber LayoutGroup", flag="IsDefault"),
        key="Group",
        required=("Name",),
    ),
    Entity(
        "DebtorClient",
        fields(
            "Account Name Group Address1 Address2 Address3 ZipCode City Phone MobilPhone ContactPerson ContactEmail "
            "InvoiceEmail Www CompanyRegNo VatNumber EAN EORI IndustryCode Payment PaymentFormat PriceList "
            "InvoiceAccount PostingAccount ItemNameGroup LayoutGroup Vat VatOperation Employee TransType DeliveryName "
            "DeliveryAddress1 DeliveryAddress2 DeliveryAddress3 DeliveryZipCode DeliveryCity DeliveryContactPerson "
            "DeliveryPhone DeliveryContactEmail DeliveryTerm Shipment OurAccount RefInPayment BankAccount SWIFT "
            "CrmGroup Interests Products CompanyState BalanceMethod BankAccountType InvoiceInXML PackagingConsumer "
            "UserLanguage UserLangaugeId D2CAccount DeliveryId",
            number="CreditMax CurBalance CurBalanceCur Overdue OverdueCur PaymentFee EndDiscountPct LineDiscountPct",
            flag="Blocked PricesInclVat EmailDocuments DirectDebitActive EEIsNotVatDeclOrg MicroEnterprise Active",
            whole="PriceGroup",
            day="LastInvoice",
        )
        | DIMENSION_FIELDS,
        enums={
            "Country": "CountryCode",
            "DeliveryCountry": "CountryCode",
            "Currency": "Currency",
            "VatZone": "VatZone",
        },
        enum_names={"CountryName": "Country", "DeliveryCountryName": "DeliveryCountry"},
        key="Account",
        required=("Name", "Group"),
        computed=frozenset({"CurBalance", "CurBalanceCur", "Overdue", "OverdueCur", "LastInvoice"}),
        references={"Group": "DebtorGroupClient", "InvoiceAccount": "DebtorClient", "Employee": "EmployeeClient"},
        group="Group",
        user_fields=_TICK,
    ),
    Entity(
        "InvGroupClient",
        fields("Group Name AutoNumber PrCategory", flag="IsDefault"),
        key="Group",
        required=("Name",),
        references={"PrCategory": "PrCategoryClient"},
    ),
    Entity(
        "InvItemClient",
        fields(
            "Item Name Group EAN SupplierItemId StockPosition UNSPSC TariffNumber IntraUnit PrCategory PayrollCategory "
            "Warehouse Location PurchaseAccount AlternativeItem DiscountGroup BrandGroup CategoryGroup "
            "StatisticsGroup UnitGroup DutyGroup CostModel SerialOrBatch UseAlternative StandardVariant "
            "ProducerResponsibility",
            number=(
                "CostPrice SalesPrice1 SalesPrice2 SalesPrice3 PurchasePrice Weight NetWeight Volume Cartons "
                f"MinStockLevel MaxStockLevel PurchaseQty PurchaseMin SalesQty {_STOCK_SUMS}"
            ),
            flag=(
                "Blocked UseStorage HideInSales HideInPurchase IncludeInDiscount UseVariants MandatoryVariant "
                "MandatorySerialBatch MandatorySerialBatchMarking BOMCostOfLines ItemIncludedInBOM"
            ),
            day="LastMovement",
            whole="Decimals DeliveryTime Photo URL InvoiceAttachment",
        )
        | DIMENSION_FIELDS,
        enums={
            "ItemType": "ItemType",
            "Unit": "ItemUnit",
            "SalesUnit": "ItemUnit",
            "PurchaseUnit": "ItemUnit",
            **dict.fromkeys(("Currency1", "Currency2", "Currency3", "PurchaseCurrency"), "Currency"),
            "CountryOfOrigin": "CountryCode",
        },
        key="Item",
        fixed={"ItemType": "CannotChangeItemType"},
        required=("Name", "Group"),
        computed=frozenset({*_STOCK_SUMS.split(), "LastMovement"}),
        references={
            "Group": "InvGroupClient",
            "PrCategory": "PrCategoryClient",
            "PayrollCategory": "EmpPayrollCategoryClient",
        },
        group="Group",
        user_fields=_TICK,
    ),
    Entity(
        "ProjectGroupClient",
        fields("Group Name AutoNumber", flag="IsDefault Invoiceable"),
        key="Group",
        required=("Name",),
        module="Project",
    ),
    Entity(
        "ProjectClient",
        fields(
            "Number Name Account Group MasterProject RootProject PrType PrStandard Installation ContactName "
            "PersonInCharge Purchaser WorkAddress1 WorkAddress2 WorkAddress3 ZipCode City YourRef OurRef Requisition "
            "Email Mobil Description Payment PriceList Vat InvoicingMethod",
            number=f"EndDiscountPct FixedPrice SalesPrice Completion {_PROJECT_SUMS}",
            flag="Blocked InvoiceAble",
            day="StartDate EndDate",
        )
        | DIMENSION_FIELDS,
        enums={"Phase": "ProjectPhase", "WorkCountry": "CountryCode", "Currency": "Currency"},
        key="Number",
        required=("Name", "Group"),
        computed=frozenset({"RootProject", *_PROJECT_SUMS.split()}),
        companions={"DebtorName": ("Account", "DebtorClient")},
        references={
            "Account": "DebtorClient",
            "Group": "ProjectGroupClient",
            "MasterProject": "ProjectClient",
            "PersonInCharge": "EmployeeClient",
            "Purchaser": "EmployeeClient",
        },
        group="Group",
        module="Project",
        user_fields=_TICK | _BUDGET,
    ),
    Entity(
        "PrCategoryClient",
        fields(
            "Number Name Sum Item Summation CostRecognition RevenueRecognition Forward Account OffsetAccount",
            flag=("IsDefault Invoiceable ProjectOrder CanAggregate AggregateEmployee AggregateItem AggregatePayroll"),
            whole="Sorting",
        ),
        enums={"CatType": "CategoryType", "Unit": "ItemUnit"},
        key="Number",
        required=("Name",),
        references={"Item": "InvItemClient"},
        companions={"ItemName": ("Item", "InvItemClient")},
        module="Project",
    ),
    Entity(
        "EmployeeClient",
        fields(
            "Number Name Group Address1 Address2 ZipCode City Mobil PrivateMobil Email PrivateEmail PayId "
            "VechicleRegNo PayrollCategory UserLoginId UserName Approver Approver2 Warehouse MNENo Title",
            number="CostPrice SalesPrice",
            flag="Blocked Invoice Confirmation Offer ApproveOnEmail",
            day="Hired Terminated TMCloseDate TMApproveDate",
        )
        | DIMENSION_FIELDS,
        key="Number",
        required=("Name",),
        references={"PayrollCategory": "EmpPayrollCategoryClient", "Approver": "EmployeeClient"},
        companions={
            "ApproverName": ("Approver", "EmployeeClient"),
            "Approver2Name": ("Approver2", "EmployeeClient"),
        },
    ),
    Entity(
        "EmpPayrollCategoryClient",
        fields(
            "Number Name InvoiceText PrCategory Item ExternCode InternalProject PayrollType",
            number="Rate SalesPrice Factor",
            flag="Invoiceable Blocked ATP",
        )
        | DIMENSION_FIELDS,
        enums={"Unit": "ItemUnit", "InternalType": "InternalType"},
        key="Number",
        required=("Name",),
        references={"PrCategory": "PrCategoryClient", "Item": "InvItemClient", "InternalProject": "ProjectClient"},
        companions={
            "CategoryName": ("PrCategory", "PrCategoryClient"),
            "ItemName": ("Item", "InvItemClient"),
            "InternalProjectName": ("InternalProject", "ProjectClient"),
        },
        module="Payroll",
    ),
    Entity(
        "ProjectJournalClient",
        fields(
            "Journal Name NumberSerie TransType WorkSpace Employee",
            flag=(
                "Blocked DeleteLines GenerateVoucher OneVoucherForAll EmptyAccountOnHold UseApproved AllowNegativStock "
                "AutoSave"
            ),
        )
        | DIMENSION_FIELDS,
        key="Journal",
        references={"Employee": "EmployeeClient"},
        counts={"NumberOfLines": "ProjectJournalLineClient"},
        module="Project",
    ),
    Entity(
        "ProjectJournalLineClient",
        fields(
            f"Journal {_LINE_TEXTS} {_VARIANTS} EAN Origin",
            number=_LINE_NUMBERS,
            flag="Invoiceable Approved OnHold",
            day="Date",
            whole="Voucher DocumentRef",
        )
        | CLOCKS
        | DIMENSION_FIELDS,
        enums={"Unit": "ItemUnit"},
        required=("Journal", "Date", "Project", "PrCategory"),
        computed=frozenset({"SalesAmount", "CostAmount"}),
        references={"Journal": "ProjectJournalClient", **_LINE_REFERENCES},
        master="Journal",
        companions=_LINE_COMPANIONS,
        module="Project",
    ),
    Entity(
        "ProjectTransClient",
        fields(
            f"{_LINE_TEXTS} {_VARIANTS} NumberSerie VoucherX InvoicedOn",
            number=f"{_LINE_NUMBERS} Margin MarginRatio",
            flag="Invoiceable Invoiced SendToOrder WIPPosted HasVoucher IsTimeJournal",
            day="Date",
            whole="Voucher DocumentRef JournalPostedId Invoice",
        )
        | CLOCKS
        | DIMENSION_FIELDS,
        enums={"Unit": "ItemUnit", "CatType": "CategoryType"},
        references=_LINE_REFERENCES,
        companions={**_LINE_COMPANIONS, "CreditorName": ("CreditorAccount", "CreditorClient")},
        posted=True,
        module="Project",
    ),
)

ENTITIES: Mapping[str, Entity] = {
    entity.name: entity for entity in (*_ALL, *TIME_ENTITIES, *OTHER_ENTITIES, *LEDGER_ENTITIES)
}


def find(name: str) -> tuple[Entity, bool] | None:
    """Return the entity that `name` means and whether user-defined fields are wanted, None when there is none."""
    if name in ENTITIES:
        return ENTITIES[name], False
    base = name.removesuffix(USER_SUFFIX)
    return (ENTITIES[base], True) if base in ENTITIES else None
