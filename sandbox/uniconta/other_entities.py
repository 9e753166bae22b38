"""Contacts, dimensions and the rows that set up webhooks (Uniconta sheet 5, 6.4, 6.6, 6.11)."""

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
    Entity("EmployeeGroupClient", fields("Number Name Account"), key="Number", required=("Name",)),
    Entity("PrTypeClient", fields("Code Name"), key="Code", required=("Name",), module="Project"),
    *(
        Entity(f"GLDimType{number}Client", fields("Dimension Name", flag="Blocked"), key="Dimension")
        for number in range(1, 6)
    ),
)
