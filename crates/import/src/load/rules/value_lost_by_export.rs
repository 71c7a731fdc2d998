//! See `docs/rules/value-lost-by-export.md`.

use tollgate_model::{Finding, Findings, Severity, lost_letters, value};

use super::{DumpRule, Met, about};
use crate::load::dump::{Dump, DumpField, TEXTS, is_type_name};

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

fn check(rule: &DumpRule, dump: &Dump<'_>, met: &Met<'_>, findings: &mut Findings) {
    for (row, before) in dump.rows.iter().zip(&met.before) {
        for field in TEXTS {
            let Some(text) = dump.said(row, field) else { continue };
            let known = before.map(|before| field.known(&before.identity));
            let whole = known.filter(|known| *known != text && lost_letters(known, text));
            // A department may well ask something.
            let is_name = field != DumpField::Department;
            let so = match whole {
                Some(whole) => format!("; {} stays, as it is known", value(whole)),
                None if is_name && text.contains('?') => String::new(),
                None => continue,
            };
            let message = format!("{} has ? in the place of letters{so}", value(text));
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
