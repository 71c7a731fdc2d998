//! `tollgate demo`: the whole round trip on sample data, by the commands anybody would type.

use std::path::{Path, PathBuf};

use clap::Parser as _;
use tollgate_model::{Field, FileKind};
use tollgate_sheet::{Purpose, ReadOptions, write_csv, write_whole};

use crate::args::Cli;
use crate::failure::{Exit, Failure, Result};
use crate::ui::Ui;

const PROFILE: &str = include_str!("../../../../fixtures/demo/contoso.toml");

/// A country, its toll and toll-free numbers, first names, last names.
type Place = (&'static str, &'static str, &'static str, [&'static str; 8], [&'static str; 8]);

/// Invented names; those in one place of the list go to people of one country.
const PLACES: [Place; 4] = [
    (
        "US",
        "+12065550100",
        "+18005550100",
        ["Abby", "Blake", "Casey", "Drew", "Ellis", "Frankie", "Gray", "Harper"],
        ["Alder", "Birch", "Cedar", "Dale", "Elm", "Ford", "Grove", "Hill"],
    ),
    (
        "DE",
        "+4930901820",
        "",
        ["Änne", "Birte", "Claas", "Dörte", "Eike", "Frauke", "Götz", "Hauke"],
        ["Ahorn", "Buche", "Eiche", "Fichte", "Ginster", "Hasel", "Kiefer", "Linde"],
    ),
    (
        "GB",
        "+442079460100",
        "",
        ["Alfie", "Bryn", "Carys", "Dylan", "Effie", "Finlay", "Gwen", "Hamish"],
        ["Ashby", "Brook", "Combe", "Dell", "Fenn", "Garth", "Heath", "Lea"],
    ),
    (
        "FR",
        "+33155010100",
        "",
        ["Aimée", "Benoît", "Chloé", "Désirée", "Éloi", "Françoise", "Gaël", "Hélène"],
        ["Aulne", "Bouleau", "Chêne", "Érable", "Frêne", "Hêtre", "Noyer", "Saule"],
    ),
];

pub(super) fn run(dir: Option<&Path>, ui: &mut Ui) -> Result<Exit> {
    let dir = dir.map_or_else(fresh, Path::to_path_buf);
    let failed = |error: std::io::Error| {
        Failure::from(tollgate_sheet::Error::io("Could not make", &dir, &error))
    };
    if dir.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("The folder {} is there already, and is not empty.", dir.display());
        return Err(Failure::new(
            "exists",
            message,
            "Name a fresh folder with --dir, or remove that one.",
        ));
    }
    std::fs::create_dir_all(&dir).map_err(failed)?;
    let demo = Demo { dir };
    demo.play(ui)?;
    Ok(Exit::Done)
}

/// `tollgate-demo`, or the next that is not there yet.
fn fresh() -> PathBuf {
    let names = std::iter::once("tollgate-demo".to_owned())
        .chain((2..).map(|n| format!("tollgate-demo-{n}")));
    names.map(PathBuf::from).find(|path| !path.exists()).unwrap_or_default()
}

struct Demo {
    dir: PathBuf,
}

impl Demo {
    fn play(&self, ui: &mut Ui) -> Result<()> {
        self.write_people()?;
        self.write("contoso.toml", PROFILE)?;
        chapter(ui, "A store, the people of an organisation, and their conferencing provider")?;
        self.tollgate(ui, &["init"], Exit::Done)?;
        self.tollgate(ui, &["load", "users.csv"], Exit::Done)?;
        self.tollgate(ui, &["provider", "set", "contoso.toml"], Exit::Done)?;
        chapter(ui, "The roster that goes to the provider")?;
        let export = ["export", "--provider", "Contoso Conferencing", "-o", "roster-1.xlsx"];
        self.tollgate(ui, &export, Exit::Done)?;
        chapter(ui, "The provider's reply, with a dozen everyday faults")?;
        let answers = self.answers()?;
        self.write_rows("reply-1.csv", &with_faults(answers.clone()))?;
        self.tollgate(ui, &["validate", "reply-1.csv"], Exit::Refused)?;
        chapter(ui, "The corrected reply: what it would do, and then doing it")?;
        self.write_rows("reply-2.csv", &answers)?;
        self.tollgate(ui, &["import", "reply-2.csv", "--dry-run"], Exit::Done)?;
        self.tollgate(ui, &["import", "reply-2.csv", "--expect-revision", "1"], Exit::Done)?;
        let someone = answers[1][Field::SipAddress.index()].clone();
        self.tollgate(ui, &["show", &someone], Exit::Done)?;
        chapter(ui, "Taken back, and brought back again")?;
        self.tollgate(ui, &["undo", "2"], Exit::Done)?;
        self.tollgate(ui, &["redo", "2"], Exit::Done)?;
        self.tollgate(ui, &["log"], Exit::Done)?;
        chapter(ui, "What to look at")?;
        let dir = self.dir.display();
        ui.say(&format!(
            "  {dir}/roster-1.xlsx  the workbook the provider gets: see its second sheet"
        ))?;
        ui.say(&format!("  {dir}/reply-1.csv    the reply with faults"))?;
        ui.say(&format!("  {dir}/reply-2.csv    the corrected reply"))?;
        ui.say(&format!("  {dir}/tollgate.db    the store: try `tollgate people --store sqlite:{dir}/tollgate.db`"))?;
        ui.say("  `tollgate explain I004` prints the page of a rule; `tollgate explain --list` lists them all.")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Runs a command as if it were typed in the folder.
    fn tollgate(&self, ui: &mut Ui, words: &[&str], expected: Exit) -> Result<()> {
        let shown: Vec<String> = words
            .iter()
            .map(|word| if word.contains(' ') { format!("\"{word}\"") } else { (*word).to_owned() })
            .collect();
        ui.say(&format!("\n$ tollgate {}", shown.join(" ")))?;
        let is_file = |word: &&str| {
            Path::new(word).extension().is_some_and(|extension| {
                tollgate_sheet::format(&extension.to_string_lossy()).is_some()
                    || extension == "toml"
            })
        };
        let store = format!("sqlite:{}", self.path("tollgate.db").display());
        let typed = words.iter().map(|word| {
            if is_file(word) && !word.contains('@') {
                self.path(word).display().to_string()
            } else {
                (*word).to_owned()
            }
        });
        let typed = ["tollgate".to_owned(), "--store".to_owned(), store].into_iter().chain(typed);
        let cli = Cli::try_parse_from(typed).map_err(|error| {
            Failure::new("demo", error.to_string(), "This is a fault of the demo.")
        })?;
        let exit = super::run(&cli, ui)?;
        if exit == expected {
            return Ok(());
        }
        Err(Failure::new(
            "demo",
            format!("`tollgate {}` did not end as expected.", shown.join(" ")),
            "This is a fault of the demo.",
        ))
    }

    fn write(&self, name: &str, text: &str) -> Result<()> {
        let path = self.path(name);
        let write = |file: &mut std::io::BufWriter<&std::fs::File>| {
            std::io::Write::write_all(file, text.as_bytes())
                .map_err(|error| tollgate_sheet::Error::io("Could not write", &path, &error))
        };
        Ok(write_whole(&path, false, write)?)
    }

    fn write_rows(&self, name: &str, rows: &[Vec<String>]) -> Result<()> {
        let path = self.path(name);
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect::<Vec<_>>());
        let write = |file: &mut std::io::BufWriter<&std::fs::File>| {
            write_csv(file, rows)
                .map_err(|error| tollgate_sheet::Error::io("Could not write", &path, &error))
        };
        Ok(write_whole(&path, false, write)?)
    }

    /// 240 people: some with Microsoft, some Teams only, some disabled, two with another provider.
    fn write_people(&self) -> Result<()> {
        let microsoft = "<acpInformation default=\"true\"><tollNumber>12065550199</tollNumber><participantPassCode>0</participantPassCode><domain>resources.lync.com</domain><name>Microsoft</name></acpInformation>";
        let headings = [
            "SipAddress",
            "UserPrincipalName",
            "DisplayName",
            "UsageLocation",
            "Department",
            "Enabled",
            "ObjectId",
            "AssignedLicenses",
            "TeamsUpgradeEffectiveMode",
            "AcpInfo",
        ];
        let mut rows: Vec<Vec<String>> = vec![headings.map(str::to_owned).into()];
        for at in 0..240_usize {
            let (country, _, _, first, last) = &PLACES[[0, 0, 1, 2, 3][at % 5]];
            let person = at / 5;
            let (first, last) = (first[person % 8], last[(person / 8 + at) % 8]);
            let key = format!("{}.{}{at}@contoso.example", plain(first), plain(last));
            let departments = ["Sales", "Law", "Research", "Works"];
            rows.push(vec![
                format!("sip:{key}"),
                key.clone(),
                format!("{first} {last}"),
                (*country).to_owned(),
                departments[at % 4].to_owned(),
                (at % 40 != 7).to_string(),
                format!("00000000-0000-4000-8000-{at:012}"),
                if at % 9 == 0 { "contoso:MCOMEETADV" } else { "contoso:STANDARDPACK" }.to_owned(),
                if at % 48 == 11 { "TeamsOnly" } else { "Islands" }.to_owned(),
                if at % 30 == 4 { microsoft } else { "" }.to_owned(),
            ]);
        }
        self.write_rows("users.csv", &rows)
    }

    /// The roster, filled in as a good provider would.
    fn answers(&self) -> Result<Vec<Vec<String>>> {
        let headings = tollgate_model::Headings::default();
        let options = ReadOptions {
            is_heading: &|heading| headings.field(heading).is_some(),
            is_secret: tollgate_model::is_secret,
            purpose: Purpose::Reply,
            kind: Some(FileKind::Xlsx),
            sheet: None,
            expected: &[],
        };
        let table = tollgate_sheet::read(&self.path("roster-1.xlsx"), &options)?;
        let rows = (0..table.len()).map(|row| {
            let mut cells: Vec<String> =
                Field::ALL.map(|field| table.get(row, field.index()).to_owned()).into();
            let country = &cells[Field::Country.index()];
            if let Some((_, toll, free, _, _)) = PLACES.iter().find(|place| place.0 == country) {
                // Scattered over the seven digits, and never the same twice.
                let id = (row * 611_953 + 71_234) % 9_999_991;
                (*toll).clone_into(&mut cells[Field::TollNumber.index()]);
                (*free).clone_into(&mut cells[Field::TollFreeNumbers.index()]);
                cells[Field::ConferenceId.index()] = format!("{id:07}");
            }
            cells
        });
        Ok(rows.collect())
    }
}

/// A name without accents, as addresses have it.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let plain = lower.chars().map(|c| match c {
        'ä' | 'à' | 'â' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ö' | 'ô' => 'o',
        'ü' => 'u',
        'ç' => 'c',
        other => other,
    });
    plain.collect()
}

fn chapter(ui: &mut Ui, title: &str) -> Result<()> {
    let bold = anstyle::Style::new().bold();
    ui.tell(&format!("\n{bold}— {title}{bold:#}\n"))
}

/// A dozen faults.
fn with_faults(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let [sip, toll, free, id] =
        [Field::SipAddress, Field::TollNumber, Field::TollFreeNumbers, Field::ConferenceId]
            .map(Field::index);
    let first = rows[1][id].clone();
    rows[3][id] = first;
    rows[8][toll] = "+12065550110".into();
    rows[12][id] = "TBD".into();
    rows[15][id] = "4.42E+06".into();
    rows[21][toll].clear();
    rows[26][id] = format!("{}\u{200b}", rows[26][id]);
    rows[30][toll] = "+1 206 555 O100".into();
    rows[34][toll] = "+18005550100".into();
    let same = rows[40][toll].clone();
    rows[40][free] = same;
    rows[45][id] = "#N/A".into();
    rows[51][id].truncate(4);
    rows[60][id] = "12-Mar".into();
    rows[70][0].replace_range(10..11, "0");
    rows[80][sip] = "someone.else@contoso.example".into();
    rows.remove(90);
    let twice = rows[95].clone();
    rows.insert(100, twice);
    rows
}
