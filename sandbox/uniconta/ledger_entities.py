"""Creditors and the general ledger's journals (Uniconta sheet 6.2, 6.11). They are kept and shown, never posted."""

from sandbox.uniconta.entity import DIMENSION_FIELDS, Entity, fields

LEDGER_ENTITIES = (
    Entity(
        "CreditorClient",
        fields(
            "Account Name Group Address1 Address2 Address3 ZipCode City Phone MobilPhone ContactPerson ContactEmail "
            "InvoiceEmail Www CompanyRegNo VatNumber EAN EORI IndustryCode Payment PaymentFormat PaymentMethod "
            "PaymentId BankAccount BankMessage SWIFT PostingAccount Vat VatOperation Employee TransType OurAccount "
            "PrCategory Withholding",
            number="CurBalance CurBalanceCur Overdue OverdueCur",
            flag="Blocked",
            whole="DeliveryTime",
            day="LastInvoice",
        )
        | DIMENSION_FIELDS,
        enums={"Country": "CountryCode", "Currency": "Currency", "VatZone": "VatZone"},
        enum_names={"CountryName": "Country"},
        key="Account",
        required=("Name",),
        computed=frozenset({"CurBalance", "CurBalanceCur", "Overdue", "OverdueCur", "LastInvoice"}),
        references={"PrCategory": "PrCategoryClient", "Employee": "EmployeeClient"},
    ),
    Entity(
        "GLDailyJournalClient",
        fields(
            "Journal Name DefaultAccountType Account DefaultOffsetAccountType OffsetAccount Vat DateFunction "
            "NumberSerie",
            flag=(
                "DeleteLines Blocked UseApproved AssignVoucher GenerateVoucher ManualAllocation TwoVatCodes "
                "EmptyAccountOnHold"
            ),
        ),
        key="Journal",
        counts={"NumberOfLines": "GLDailyJournalLineClient"},
    ),
    Entity(
        "GLDailyJournalLineClient",
        fields(
            "Journal AccountType Account TransType Text Currency Invoice OffsetAccountType OffsetAccount Vat "
            "VatOperation OffsetVat VatOffsetOperation ReferenceNumber Payment Settlements Asset AssetPostType "
            "DCPostType PaymentId PaymentMethod PaymentFormat OrderNumber Project PrCategory WorkSpace Employee Task "
            "ProjectText",
            number="Debit Credit DebitCur CreditCur Amount AmountCur Qty SettleValue LineNumber",
            flag="Approved OnHold",
            day="Date DueDate DocumentDate",
            whole="Voucher DocumentRef",
        )
        | DIMENSION_FIELDS,
        required=("Journal", "Date"),
        references={
            "Journal": "GLDailyJournalClient",
            "Project": "ProjectClient",
            "Employee": "EmployeeClient",
            "PrCategory": "PrCategoryClient",
        },
        master="Journal",
    ),
)
