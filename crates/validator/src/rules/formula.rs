//! See `docs/rules/formula.md`.

use tollgate_model::{Severity, Stored, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C011",
    name: "formula",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/formula.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let formula = cell.about.and_then(|about| about.formula.as_deref()).unwrap_or_default();
    let formula = value(&format!("={formula}"));
    match cell.stored {
        Stored::FormulaUnsaved => {
            let message = format!("the formula {formula} has no saved value");
            let help = "Ask the provider to open the workbook, let it calculate, and save it with values in place of formulas.";
            let draft = Draft::new(cell.place(), message, help);
            cell.fault(sink, draft);
        }
        Stored::Formula => {
            let message = format!(
                "{} is what the formula {formula} gave when the workbook was saved",
                value(&cell.text)
            );
            let help = "The value is used. Ask for values in place of formulas: they cannot change on the way.";
            sink.report(Draft::new(cell.place(), message, help).severity(Severity::Warning));
        }
        _ => {}
    }
}
