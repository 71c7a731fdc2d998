//! What single values of a dump mean: yes and no, licences.

use super::dump::Said;

/// Products that carry Microsoft's Audio Conferencing, by part number, by identifier and by name
/// (Microsoft's "Product names and service plan identifiers for licensing").
const AUDIO_CONFERENCING: [(&str, &str, &[&str]); 4] = [
    (
        "MCOMEETADV",
        "0c266dff-15dd-4b49-8397-2bb16070ed52",
        &[
            "Microsoft 365 Audio Conferencing",
            "Microsoft Teams Audio Conferencing",
            "Audio Conferencing",
        ],
    ),
    ("ENTERPRISEPREMIUM", "c7df2760-2c81-4ef7-b578-5b5392b571df", &["Office 365 E5"]),
    ("SPE_E5", "06ebc4ee-1bb5-47dd-8120-11324bc54e06", &["Microsoft 365 E5"]),
    (
        "MEETING_ROOM",
        "6070a4c8-34c6-4937-8dfb-39bbc6397a60",
        &["Microsoft Teams Rooms Standard", "Teams Rooms Standard"],
    ),
];

/// Whether a cell says yes or no, in one of the languages in which spreadsheet programs write it; or
/// nothing, or what nobody can tell.
pub(super) fn yes_or_no(cell: &str) -> Said<bool> {
    match cell.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "on" | "enabled" | "wahr" | "ja" | "vrai" | "oui"
        | "verdadero" | "sí" | "vero" | "sì" | "verdadeiro" | "sim" | "waar" => Said::Is(true),
        "false" | "no" | "n" | "0" | "off" | "disabled" | "falsch" | "nein" | "faux" | "non"
        | "falso" | "não" | "onwaar" | "nee" => Said::Is(false),
        "" => Said::Nothing,
        _ => Said::NotAtAll,
    }
}

/// Whether a product carries Microsoft's Audio Conferencing.
pub(super) fn carries_audio_conferencing(product: &str) -> bool {
    let is = |name: &str| product.eq_ignore_ascii_case(name);
    AUDIO_CONFERENCING
        .iter()
        .any(|(part, id, names)| is(part) || is(id) || names.iter().any(|name| is(name)))
}
