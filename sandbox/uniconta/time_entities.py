"""The entities of timesheets: rows, tasks, workspaces, calendars, price matrix (Uniconta sheet 6.4, 6.7, 6.9)."""

from sandbox.uniconta.entity import CLOCKS, DIMENSION_FIELDS, Entity, fields

DAYS = tuple(f"Day{number}" for number in range(1, 8))  # Monday to Sunday

_PAY_TYPE = "EmpPayrollCategoryClient"
_PERSON = "EmployeeClient"
_PROJECT = "ProjectClient"
_CATEGORY = "PrCategoryClient"

TIME_ENTITIES = (
    Entity(
        "TMJournalLineClient",
        fields(
            "Employee Project PayrollCategory Task WorkSpace TransType Text VechicleRegNo AddressFrom AddressTo "
            "ErrorInfo",
            number=f"{' '.join(DAYS)} Total LineNumber",
            flag="Invoiceable",
            day="Date",
            whole="JournalPostedId",
        )
        | CLOCKS
        | DIMENSION_FIELDS,
        enums={"RegistrationType": "RegistrationType", "InternalType": "InternalType"},
        required=("Employee", "Date"),
        computed=frozenset({"Total", "InternalType", "JournalPostedId", "ErrorInfo"}),
        references={"Employee": _PERSON, "Project": _PROJECT, "PayrollCategory": _PAY_TYPE},
        master="Employee",
        companions={"ProjectName": ("Project", _PROJECT), "PayrollCategoryName": ("PayrollCategory", _PAY_TYPE)},
        module="TimeManagement",
    ),
    Entity(
        "EmpPayrollCategoryEmployeeClient",
        fields(
            "PayrollCategory Employee Account Project PrCategory Item",
            number="CostPrice SalesPrice Rate",
            day="ValidFrom ValidTo",
        )
        | DIMENSION_FIELDS,
        required=("PayrollCategory",),
        references={
            "PayrollCategory": _PAY_TYPE,
            "Employee": _PERSON,
            "Account": "DebtorClient",
            "Project": _PROJECT,
            "PrCategory": _CATEGORY,
            "Item": "InvItemClient",
        },
        companions={
            "PayrollCategoryName": ("PayrollCategory", _PAY_TYPE),
            "EmployeeName": ("Employee", _PERSON),
            "ProjectName": ("Project", _PROJECT),
        },
        module="Payroll",
    ),
    Entity(
        "ProjectTaskClient",
        fields(
            "Project Task Name Follows Employee WorkSpace Group PayrollCategory Description",
            number="Qty Amount",
            flag="Ended",
            day="StartDate EndDate",
        )
        | CLOCKS,
        key="Task",
        within="Project",
        required=("Project", "Name"),
        references={
            "Project": _PROJECT,
            "Employee": _PERSON,
            "WorkSpace": "PrWorkSpaceClient",
            "PayrollCategory": _PAY_TYPE,
        },
        companions={"ProjectName": ("Project", _PROJECT), "EmployeeName": ("Employee", _PERSON)},
        module="ProjectTask",
    ),
    Entity(
        "PrWorkSpaceClient",
        fields("Number Name", flag="IsDefault"),
        enums={"State": "WorkSpaceState"},
        key="Number",
        required=("Name",),
        module="Project",
    ),
    Entity("TMEmpCalendarClient", fields("Calendar Name"), key="Calendar", module="TimeManagement"),
    Entity(
        "TMEmpCalendarLineClient",
        fields("Calendar", number="Hours", day="Date"),
        required=("Calendar", "Date"),
        references={"Calendar": "TMEmpCalendarClient"},
        module="TimeManagement",
    ),
    Entity(
        "TMEmpCalendarSetupClient",
        fields("Calendar Employee", day="ValidFrom ValidTo"),
        required=("Calendar", "Employee"),
        references={"Calendar": "TMEmpCalendarClient", "Employee": _PERSON},
        module="TimeManagement",
    ),
)
