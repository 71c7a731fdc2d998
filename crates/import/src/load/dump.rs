//! The rows of a dump, each field read from the first of its headings that is there.

use std::collections::HashMap;
use std::hash::Hash;

use tollgate_model::{
    Class, Country, FileKind, Identity, SipAddress, SmolStr, Stored, Table, normalised, repeated,
};

use super::values::{carries_audio_conferencing, yes_or_no};
use crate::acp_info::{self, AcpInformation};

/// A field of a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DumpField {
    Sip,
    ProxyAddresses,
    UserPrincipalName,
    DisplayName,
    Country,
    Department,
    Enabled,
    ObjectId,
    Licences,
    UpgradeMode,
    AcpInfo,
}

/// Normalised headings, the one that wins first.
const HEADINGS: &[(DumpField, &[&str])] = &[
    (DumpField::Sip, &["sipaddress", "sipproxyaddress", "sipuri"]),
    (DumpField::ProxyAddresses, &["proxyaddresses"]),
    (DumpField::UserPrincipalName, &["userprincipalname", "upn", "username"]),
    (DumpField::DisplayName, &["displayname"]),
    (DumpField::Country, &["usagelocation", "countryorregion", "country"]),
    (DumpField::Department, &["department"]),
    (DumpField::Enabled, &["enabled", "accountenabled"]),
    (DumpField::ObjectId, &["objectid", "id", "externaldirectoryobjectid"]),
    (DumpField::Licences, &["licenses", "assignedlicenses", "licences"]),
    (DumpField::UpgradeMode, &["teamsupgradeeffectivemode"]),
    (DumpField::AcpInfo, &["acpinfo"]),
];

/// Whether a heading is one of a dump's.
pub fn is_dump_heading(heading: &str) -> bool {
    field(heading).is_some()
}

fn field(heading: &str) -> Option<(DumpField, usize)> {
    let heading = normalised(heading);
    HEADINGS
        .iter()
        .find_map(|(field, names)| Some((*field, names.iter().position(|name| *name == heading)?)))
}

/// What stands where country codes should and is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    /// In how many rows.
    pub rows: usize,
    /// The first few different ones, with the row in which each stands first as a spreadsheet program
    /// shows it.
    pub first: Vec<(String, u32)>,
}

impl Ignored {
    /// How many different ones are told of.
    const TOLD: usize = 5;

    fn add(&mut self, text: &str, row: u32) {
        self.rows += 1;
        if self.first.len() < Self::TOLD && self.first.iter().all(|(other, _)| other != text) {
            self.first.push((text.to_owned(), row));
        }
    }
}

/// A dump that was read.
pub(super) struct Dump<'t> {
    pub(super) table: &'t Table,
    /// For each field its columns, the one that wins first.
    pub(super) columns: Vec<(DumpField, Vec<usize>)>,
    pub(super) rows: Vec<DumpRow>,
    /// Table rows whose values stand under wrong headings: nothing in them is read.
    pub(super) torn: Vec<usize>,
    pub(super) unknown: Vec<String>,
    pub(super) ignored_countries: Ignored,
    pub(super) unclear_enabled: usize,
}

/// What a dump says of a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Said<T> {
    /// The heading is absent, or what stands there means nothing: it stays as it is.
    #[default]
    NotAtAll,
    /// That there is none.
    Nothing,
    /// This.
    Is(T),
}

/// One row: what was read in it. What is only text stays in the table ([`Dump::said`]). A field is none
/// where its heading is absent or, but for text and `AcpInfo`, its cell is blank: it stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DumpRow {
    /// Table row (zero-based).
    pub(super) row: usize,
    pub(super) sip: Option<SipAddress>,
    /// Whether the user principal name stands in for an address that the row does not say.
    pub(super) by_principal: bool,
    /// Whether several people are known by that name, so that it says nothing.
    pub(super) is_several: bool,
    pub(super) country: Said<Country>,
    pub(super) enabled: Option<bool>,
    pub(super) licensed: Option<bool>,
    pub(super) teams_only: Option<bool>,
    pub(super) acp: Option<Box<Providers>>,
}

/// The providers in an `AcpInfo`, or why they cannot be read.
pub(super) type Providers = Result<Vec<AcpInformation>, String>;

/// Fields that are only text.
pub(super) const TEXTS: [DumpField; 3] =
    [DumpField::UserPrincipalName, DumpField::DisplayName, DumpField::Department];

impl DumpField {
    /// What is known of a field that is only text.
    pub(super) fn known(self, identity: &Identity) -> &SmolStr {
        match self {
            Self::UserPrincipalName => &identity.user_principal_name,
            Self::DisplayName => &identity.display_name,
            _ => &identity.department,
        }
    }
}

impl DumpRow {
    /// The providers, where they can be read.
    pub(super) fn providers(&self) -> Option<&[AcpInformation]> {
        self.acp.as_ref()?.as_ref().as_ref().ok().map(Vec::as_slice)
    }
}

/// Whether a cell holds the name of a type where values should be: what `Export-Csv` writes for a
/// list.
pub(super) fn is_type_name(text: &str) -> bool {
    let text = text.trim();
    let bare = !text.contains([' ', '@', '<']);
    let names = ["System.", "Deserialized.", "Microsoft.Rtc", "Microsoft.Online"];
    bare && names.iter().any(|name| text.starts_with(name))
}

impl<'t> Dump<'t> {
    pub(super) fn read(table: &'t Table) -> Self {
        let mut dump = Self {
            table,
            columns: Vec::new(),
            rows: Vec::with_capacity(table.len()),
            torn: Vec::new(),
            unknown: Vec::new(),
            ignored_countries: Ignored::default(),
            unclear_enabled: 0,
        };
        let Some(heading_row) = table.heading_row else { return dump };
        let mut found: Vec<(DumpField, usize, usize)> = Vec::new();
        for (column, heading) in table.grid.row(heading_row).enumerate() {
            match field(heading) {
                Some((field, rank)) => found.push((field, rank, column)),
                None if heading.trim().is_empty() => {}
                None => dump.unknown.push(heading.to_owned()),
            }
        }
        found.sort();
        for (field, _, column) in found {
            match dump.columns.last_mut() {
                Some((last, columns)) if *last == field => columns.push(column),
                _ => dump.columns.push((field, vec![column])),
            }
        }
        for row in heading_row + 1..table.len() {
            let blank =
                (0..table.grid.width(row)).all(|column| table.class(row, column) == Class::Blank);
            if dump.is_torn(row, heading_row) {
                dump.torn.push(row);
            } else if !blank {
                let read = dump.row(row);
                dump.rows.push(read);
            }
        }
        dump
    }

    /// Whether a row has values past the last heading: a separator is too many in it. Rows of a
    /// workbook end where their last cell does, and objects have the keys that they have.
    fn is_torn(&self, row: usize, heading_row: usize) -> bool {
        let grid = &self.table.grid;
        let mut past = grid.width(heading_row)..grid.width(row);
        self.is_delimited() && past.any(|column| self.table.class(row, column) != Class::Blank)
    }

    /// Whether rows have as many fields as they have separators.
    pub(super) fn is_delimited(&self) -> bool {
        !self.table.facts.is_workbook() && self.table.facts.kind != Some(FileKind::Json)
    }

    /// The column that wins for a field.
    pub(super) fn column(&self, field: DumpField) -> Option<usize> {
        self.all(field).first().copied()
    }

    fn all(&self, field: DumpField) -> &[usize] {
        let found = self.columns.iter().find(|(other, _)| *other == field);
        found.map_or(&[], |(_, columns)| columns)
    }

    /// The row of the table (zero-based) that a line of the file belongs to: the last that begins no later.
    pub(super) fn row_in_line(&self, line: u32) -> usize {
        let begun = |row: &usize| self.table.at(*row).line <= line;
        (0..self.table.len()).take_while(begun).last().unwrap_or(0)
    }

    /// What a row says of a field; none where there is no such column, or no such key, or where a row of
    /// delimited text ends before it.
    fn text(&self, row: usize, field: DumpField) -> Option<&'t str> {
        let column = self.column(field)?;
        // Rows of a workbook end where their last filled cell does.
        let is_workbook = self.table.facts.is_workbook();
        let ends_before = !is_workbook && self.table.grid.width(row) <= column;
        (!ends_before && self.table.stored(row, column) != Stored::Absent)
            .then(|| self.table.get(row, column).trim())
    }

    /// What a row says of a field that is only text.
    pub(super) fn said(&self, row: &DumpRow, field: DumpField) -> Option<&'t str> {
        self.text(row.row, field).filter(|text| !is_type_name(text))
    }

    /// The directory's own identifier of a row's person.
    pub(super) fn object_id(&self, row: &DumpRow) -> Option<&'t str> {
        self.said(row, DumpField::ObjectId).filter(|id| !id.is_empty())
    }

    /// Rows (places in [`Dump::rows`]) whose key stood in an earlier one, each with the last of those.
    pub(super) fn repeats<'r, K: Hash + Eq>(
        &'r self,
        key: impl Fn(&'r DumpRow) -> Option<K>,
    ) -> HashMap<usize, usize> {
        let groups = repeated(&self.rows, key);
        let pairs = groups.iter().flat_map(|group| group.windows(2));
        pairs.map(|pair| (pair[1], pair[0])).collect()
    }

    /// Rows (places in [`Dump::rows`]) that share a key with others, each with the first of those.
    pub(super) fn others<'r, K: Hash + Eq>(
        &'r self,
        key: impl Fn(&'r DumpRow) -> Option<K>,
    ) -> HashMap<usize, usize> {
        let mut others = HashMap::new();
        for group in repeated(&self.rows, key) {
            others.insert(group[0], group[1]);
            others.extend(group[1..].iter().map(|at| (*at, group[0])));
        }
        others
    }

    /// Whether two rows say the same, wherever they stand.
    pub(super) fn say_the_same(&self, one: &DumpRow, other: &DumpRow) -> bool {
        *one == DumpRow { row: one.row, ..other.clone() }
            && self.object_id(one) == self.object_id(other)
            && TEXTS.iter().all(|field| self.said(one, *field) == self.said(other, *field))
    }

    fn row(&mut self, row: usize) -> DumpRow {
        let filled =
            |field| self.text(row, field).filter(|text| !text.is_empty() && !is_type_name(text));
        let country = filled(DumpField::Country);
        let known = country.and_then(Country::known);
        let (enabled, unclear) = self.enabled(row);
        let by_principal = self.address(row).is_none();
        let read = DumpRow {
            row,
            sip: self.whom(row),
            by_principal,
            is_several: false,
            country: match (country, known) {
                (Some(_), Some(known)) => Said::Is(known),
                (None, _) if self.text(row, DumpField::Country).is_some() => Said::Nothing,
                _ => Said::NotAtAll,
            },
            enabled,
            licensed: self.text(row, DumpField::Licences).filter(|text| !is_type_name(text)).map(
                |text| {
                    // A part number may stand behind its tenant: `contoso:MCOMEETADV`.
                    let mut products = text
                        .split([';', ',', '+', '\n'])
                        .map(|name| name.rsplit(':').next().unwrap_or(name).trim());
                    products.any(carries_audio_conferencing)
                },
            ),
            teams_only: filled(DumpField::UpgradeMode)
                .map(|mode| mode.eq_ignore_ascii_case("TeamsOnly")),
            acp: self
                .text(row, DumpField::AcpInfo)
                .filter(|text| !is_type_name(text))
                .map(|text| Box::new(acp_info::read(text))),
        };
        if let Some(country) = country.filter(|_| known.is_none()) {
            self.ignored_countries.add(country, self.table.at(row).number);
        }
        self.unclear_enabled += usize::from(unclear);
        read
    }

    /// The first address that is one: of the columns for it, or of `ProxyAddresses`.
    fn address(&self, row: usize) -> Option<SipAddress> {
        let cells = |field| self.cells(row, field);
        let proxies =
            cells(DumpField::ProxyAddresses).flat_map(|text| text.split([';', ',', ' ', '\n']));
        // Joined with `+`, which an address may hold too.
        let proxies = proxies.flat_map(|text| {
            text.split("+SMTP:")
                .flat_map(|text| text.split("+smtp:"))
                .flat_map(|text| text.split("+X500:"))
        });
        let proxies = proxies.filter_map(|text| {
            let at = text.to_ascii_lowercase().find("sip:")?;
            (at == 0 || text.as_bytes()[at - 1] == b'+').then(|| &text[at..])
        });
        first_address(cells(DumpField::Sip).chain(proxies))
    }

    /// The address, or else the user principal name where it has the form of one.
    pub(super) fn whom(&self, row: usize) -> Option<SipAddress> {
        let principal = || first_address(self.cells(row, DumpField::UserPrincipalName));
        self.address(row).or_else(principal)
    }

    fn cells(&self, row: usize, field: DumpField) -> impl Iterator<Item = &'t str> {
        self.all(field).iter().map(move |column| self.table.get(row, *column).trim())
    }

    /// Disabled if any of the columns says so, or says what nobody can tell: somebody who may be
    /// disabled is not asked for. None where no column says anything. With whether one is unclear.
    fn enabled(&self, row: usize) -> (Option<bool>, bool) {
        let (mut enabled, mut unclear) = (None, false);
        for column in self.all(DumpField::Enabled) {
            let said = yes_or_no(self.table.get(row, *column));
            unclear |= said == Said::NotAtAll;
            if said != Said::Nothing {
                enabled = Some(enabled.unwrap_or(true) && said == Said::Is(true));
            }
        }
        (enabled, unclear)
    }
}

/// The first text that is an address.
fn first_address<'t>(texts: impl Iterator<Item = &'t str>) -> Option<SipAddress> {
    // Separators and quotes come from a file that is torn.
    let is_whole = |text: &&str| !text.contains([',', ';', '"', '<', '>']);
    texts.filter(is_whole).find_map(SipAddress::new)
}
