"""The fields of section 6 of the Uniconta sheet are there under their names; what it misspells stays misspelt."""

import pytest

from sandbox.client import RunningTwin
from tests.sandbox.uniconta.caller import Caller

# A few of each kind: the plain, the late, the misspelt, the derived.
FIELDS = {
    "DebtorClient": "Account CompanyRegNo CountryName UserLangaugeId BalanceMethod D2CAccount DeliveryId CurBalance",
    "CreditorClient": "Account PaymentMethod PaymentId Withholding DeliveryTime PrCategory BankMessage CountryName",
    "InvItemClient": "Item ItemType CostModel CountryOfOrigin SerialOrBatch BOMCostOfLines PayrollCategory Available",
    "ProjectClient": "Number DebtorName RootProject InvoicingMethod InvoiceAble TotalCostActual ExternalWorkSales",
    "PrCategoryClient": "Number CatType Summation AggregateEmployee CostRecognition OffsetAccount ItemName",
    "EmployeeClient": "Number Title VechicleRegNo PayId TMCloseDate TMApproveDate ApproverName",
    "EmpPayrollCategoryClient": "Number PayrollType InternalType Factor InternalProjectName ExternCode ATP",
    "ProjectJournalClient": "Journal AllowNegativStock AutoSave UseApproved NumberOfLines",
    "ProjectJournalLineClient": "Journal Variant1 Variant5 EAN SerieBatch Origin DocumentRef TimeFrom ReferenceNumber",
    "ProjectTransClient": "JournalPostedId NumberSerie VoucherX InvoicedOn CreditorName IsTimeJournal MarginRatio",
    "WorkInstallationClient": "Number DCAccount GLN DeliveryId",
    "ProjectEmployeeClient": "Project Employee Comment",
    "GLDailyJournalClient": "Journal DefaultAccountType TwoVatCodes NumberOfLines",
    "GLDailyJournalLineClient": "Journal Debit Credit OffsetAccount DueDate DCPostType ProjectText",
    "UserDocsClient": "DocumentType TableRowId SizeKB DocumentGuid",
    "UserNotesClient": "Subject TableId",
}
EVERY_ROW = "RowId PrimaryKeyId CompanyId KeyStr KeyName Created UpdatedAt HasNotes HasDocs"


@pytest.fixture(scope="module")
def described(running: RunningTwin) -> str:
    credentials = running.control.reset("empty")["uniconta"]
    with Caller(running.url, credentials["login"], credentials["secret"]) as caller:
        return caller.call("GET", "/odata/$metadata").text


@pytest.mark.parametrize("entity", FIELDS)
def test_an_entity_has_the_fields_that_the_sheet_lists(described: str, entity: str) -> None:
    body = described.partition(f'<EntityType Name="{entity}"')[2].partition("</EntityType>")[0]
    missing = [name for name in f"{EVERY_ROW} {FIELDS[entity]}".split() if f'Name="{name}"' not in body]
    assert missing == []


def test_no_entity_has_a_field_for_a_national_identity_number(described: str) -> None:
    assert "PersonalId" not in described
