"""The entities of the twin (Uniconta sheet 6), as far as an integration with projects and time meets them.

`EmployeeClient` has no `PersonalId` on purpose: no national identity number is kept anywhere.
"""

from collections.abc import Mapping

from sandbox.uniconta.entity import DIMENSIONS, USER_SUFFIX, Entity, fields
from sandbox.uniconta.kinds import CLOCK, FLAG, TEXT

_DIMENSIONS = dict.fromkeys(DIMENSIONS, TEXT)
_CLOCKS = {"TimeFrom": CLOCK, "TimeTo": CLOCK}
_TICK = {"xIntempus": FLAG}  # the field that customers make for this purpose (sheet 6.12)

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
            "Account Name Group Address1 Address2 Address3 ZipCode City CountryName Phone MobilPhone ContactPerson "
            "ContactEmail InvoiceEmail Www CompanyRegNo VatNumber EAN Payment InvoiceAccount LayoutGroup Vat Employee "
            "OurAccount CrmGroup",
            number="CreditMax CurBalance Overdue EndDiscountPct LineDiscountPct",
            flag="Blocked PricesInclVat EmailDocuments",
            day="LastInvoice",
        )
        | _DIMENSIONS,
        enums={"Country": "CountryCode", "Currency": "Currency", "VatZone": "VatZone"},
        key="Account",
        required=("Name", "Group"),
        computed=frozenset({"CountryName", "CurBalance", "Overdue", "LastInvoice"}),
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
            "Item Name Group EAN SupplierItemId StockPosition PrCategory PayrollCategory Warehouse Location",
            number="CostPrice SalesPrice1 SalesPrice2 SalesPrice3 PurchasePrice Weight Volume Qty QtyOnStock Available",
            flag="Blocked UseStorage HideInSales",
            day="LastMovement",
            whole="Decimals",
        )
        | _DIMENSIONS,
        enums={"ItemType": "ItemType", "Unit": "ItemUnit", "Currency1": "Currency"},
        key="Item",
        required=("Name", "Group"),
        computed=frozenset({"Qty", "QtyOnStock", "Available", "LastMovement"}),
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
            "Number Name Account Group MasterProject PrType ContactName PersonInCharge Purchaser WorkAddress1 "
            "WorkAddress2 WorkAddress3 ZipCode City YourRef OurRef Requisition Email Mobil Description Payment",
            number="EndDiscountPct FixedPrice SalesPrice Completion CostValue SalesValue",
            flag="Blocked InvoiceAble",
            day="StartDate EndDate",
        )
        | _DIMENSIONS,
        enums={"Phase": "ProjectPhase", "WorkCountry": "CountryCode", "Currency": "Currency"},
        key="Number",
        required=("Name", "Group"),
        computed=frozenset({"CostValue", "SalesValue"}),
        references={
            "Account": "DebtorClient",
            "Group": "ProjectGroupClient",
            "MasterProject": "ProjectClient",
            "PersonInCharge": "EmployeeClient",
            "Purchaser": "EmployeeClient",
        },
        group="Group",
        module="Project",
    ),
    Entity(
        "PrCategoryClient",
        fields("Number Name Sum Item", flag="IsDefault Invoiceable ProjectOrder CanAggregate", whole="Sorting"),
        enums={"CatType": "CategoryType", "Unit": "ItemUnit"},
        key="Number",
        required=("Name",),
        references={"Item": "InvItemClient"},
        module="Project",
    ),
    Entity(
        "EmployeeClient",
        fields(
            "Number Name Group Address1 Address2 ZipCode City Mobil PrivateMobil Email PrivateEmail PayId "
            "VechicleRegNo PayrollCategory UserLoginId UserName Approver Approver2",
            number="CostPrice SalesPrice",
            flag="Blocked",
            day="Hired Terminated TMCloseDate TMApproveDate",
        )
        | _DIMENSIONS,
        key="Number",
        required=("Name",),
        references={"PayrollCategory": "EmpPayrollCategoryClient", "Approver": "EmployeeClient"},
    ),
    Entity(
        "EmpPayrollCategoryClient",
        fields(
            "Number Name InvoiceText PrCategory Item ExternCode InternalProject",
            number="Rate SalesPrice Factor",
            flag="Invoiceable Blocked ATP",
        )
        | _DIMENSIONS,
        enums={"Unit": "ItemUnit", "InternalType": "InternalType"},
        key="Number",
        required=("Name",),
        references={"PrCategory": "PrCategoryClient", "Item": "InvItemClient", "InternalProject": "ProjectClient"},
        module="Payroll",
    ),
    Entity(
        "ProjectJournalClient",
        fields(
            "Journal Name NumberSerie TransType WorkSpace Employee",
            flag=(
                "Blocked DeleteLines GenerateVoucher OneVoucherForAll EmptyAccountOnHold UseApproved AllowNegativStock"
            ),
        )
        | _DIMENSIONS,
        key="Journal",
        references={"Employee": "EmployeeClient"},
        module="Project",
    ),
    Entity(
        "ProjectJournalLineClient",
        fields(
            f"Journal {_LINE_TEXTS}",
            number="Qty PurchasePrice CostPrice SalesPrice DiscountPct SalesAmount CostAmount LineNumber",
            flag="Invoiceable Approved OnHold",
            day="Date",
            whole="Voucher DocumentRef",
        )
        | _CLOCKS
        | _DIMENSIONS,
        enums={"Unit": "ItemUnit"},
        required=("Journal", "Date", "Project", "PrCategory"),
        computed=frozenset({"SalesAmount", "CostAmount"}),
        references={"Journal": "ProjectJournalClient", **_LINE_REFERENCES},
        module="Project",
    ),
    Entity(
        "ProjectTransClient",
        fields(
            _LINE_TEXTS,
            number="Qty PurchasePrice CostPrice SalesPrice DiscountPct SalesAmount CostAmount LineNumber",
            flag="Invoiceable Invoiced IsTimeJournal",
            day="Date",
            whole="Voucher DocumentRef JournalPostedId Invoice",
        )
        | _CLOCKS
        | _DIMENSIONS,
        enums={"Unit": "ItemUnit"},
        references=_LINE_REFERENCES,
        posted=True,
        module="Project",
    ),
)

ENTITIES: Mapping[str, Entity] = {entity.name: entity for entity in _ALL}


def find(name: str) -> tuple[Entity, bool] | None:
    """Return the entity that `name` means and whether user-defined fields are wanted, None when there is none."""
    if name in ENTITIES:
        return ENTITIES[name], False
    base = name.removesuffix(USER_SUFFIX)
    return (ENTITIES[base], True) if base in ENTITIES else None
