"""Contacts, dimensions, attachments, and the rows that set up webhooks (Uniconta sheet 5, 6.4, 6.6, 6.11)."""

from sandbox.uniconta.entity import Entity, fields

OTHER_ENTITIES = (
    Entity(
        "ContactClient",
        fields(
            "Name Email Mobil Title DCAccount EAN ReferenceId ContactType",
            flag=(
                "Invoice AccountStatement InterestNote CollectionLetter Packnote Confirmation Offer GetEmailIfContact"
            ),
        ),
        enums={"DCType": "DCType"},
        required=("Name",),
        companions={"AccountName": ("DCAccount", "DebtorClient")},
        module="Contacts",
    ),
    Entity(
        "TableChangeEventClient",
        fields(
            "Url Argument Job ErrorMessage",
            flag="UsePost HasError",
            whole="TableId",
            moment="LastEvent",
        ),
        required=("Url",),
        computed=frozenset({"HasError", "ErrorMessage", "LastEvent"}),
    ),
    Entity(
        "UserDocsClient",
        fields("UserName Url Text Group DocumentGuid", whole="DocumentType SizeKB TableId TableRowId"),
    ),
    Entity("UserNotesClient", fields("UserName Text Subject Group", whole="TableId TableRowId")),
    Entity(
        "WorkInstallationClient",
        fields(
            "Number DCAccount CreditorAccount Code Name Address1 Address2 Address3 ZipCode City Phone CompanyRegNo GLN "
            "DeliveryId ContactEmail ContactPerson Group DeliveryTerm",
            flag="Blocked",
        ),
        enums={"Country": "CountryCode"},
        key="Number",
        required=("Name",),
    ),
    Entity(
        "ProjectEmployeeClient",
        fields("Project Employee Comment"),
        required=("Project", "Employee"),
        references={"Project": "ProjectClient", "Employee": "EmployeeClient"},
        master="Project",
        module="Project",
    ),
    Entity(
        "ProjectCategoryClient",
        fields("Project PrCategory", number="CostPercentage SalesPercentage CostAmount SalesAmount"),
        enums={"CatType": "CategoryType"},
        required=("Project", "PrCategory"),
        references={"Project": "ProjectClient", "PrCategory": "PrCategoryClient"},
        master="Project",
        module="Project",
    ),
    Entity("EmployeeGroupClient", fields("Number Name Account"), key="Number", required=("Name",)),
    Entity("PrTypeClient", fields("Code Name"), key="Code", required=("Name",), module="Project"),
    *(
        Entity(f"GLDimType{number}Client", fields("Dimension Name", flag="Blocked"), key="Dimension")
        for number in range(1, 6)
    ),
)
