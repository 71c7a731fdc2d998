//! See `docs/rules/value-lost-by-export.md`.

use tollgate_model::{Finding, Findings, Severity, value};

use super::{DumpRule, Met, about};
use crate::load::dump::{Dump, DumpField, is_type_name};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D005",
    name: "value-lost-by-export",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/value-lost-by-export.md"),
    check,
};

const HELP: &str = "Export again with the lists joined: Get-CsOnlineUser | Select-Object SipAddress,UserPrincipalName,DisplayName,UsageLocation,Department,Enabled,ObjectId,@{n='ProxyAddresses';e={$_.ProxyAddresses -join ';'}},@{n='AssignedLicenses';e={$_.AssignedLicenses -join ';'}},@{n='AcpInfo';e={$_.AcpInfo -join ''}} | Export-Csv users.csv -NoTypeInformation -Encoding UTF8";

/// Windows PowerShell's `Export-Csv` writes ASCII where it is not told otherwise (Microsoft,
/// `about_Character_Encoding`).
const LETTERS: &str = "Export again with -Encoding UTF8: without it Windows PowerShell writes ? for every letter beyond A to Z.";

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Met<'_>, findings: &mut Findings) {
    let names = [DumpField::DisplayName, DumpField::UserPrincipalName];
    for row in &dump.rows {
        for field in names {
            let Some(text) = dump.said(row, field).filter(|text| text.contains('?')) else {
                continue;
            };
            let message = format!("{} has ? in the place of letters", value(text));
            let finding = rule.at(dump, row.row, dump.column(field), message, LETTERS);
            let finding = Finding { severity: Severity::Warning, ..finding };
            findings.push(about(finding, row.sip.as_ref()), dump.table);
        }
        for (field, columns) in &dump.columns {
            let lost =
                columns.iter().find(|column| is_type_name(dump.table.get(row.row, **column)));
            let Some(column) = lost else { continue };
            let text = dump.table.get(row.row, *column);
            let message = format!("{} is the name of a type, where values should be", value(text));
            let finding = rule.at(dump, row.row, Some(*column), message, HELP);
            // Of an address the user principal name does as well.
            let severity =
                if *field == DumpField::ProxyAddresses { Severity::Warning } else { rule.severity };
            findings.push(about(Finding { severity, ..finding }, row.sip.as_ref()), dump.table);
        }
    }
}
