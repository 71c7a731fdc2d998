//! A server's address, completed as PostgreSQL's own programs do: from the `PG*` variables and the
//! password file.

use std::fmt::Write as _;
use std::path::PathBuf;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Where a store is unless it is said otherwise; an empty variable says nothing.
pub(crate) const DEFAULT: &str = "sqlite:tollgate.db";

/// What an address may leave out, and where it is then looked for.
const VARIABLES: [(&str, &str); 7] = [
    ("host", "PGHOST"),
    ("port", "PGPORT"),
    ("user", "PGUSER"),
    ("dbname", "PGDATABASE"),
    ("password", "PGPASSWORD"),
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
];

/// The parts of an address that it names itself.
#[derive(Debug, Default, PartialEq, Eq)]
struct Named {
    parts: Vec<(String, String)>,
}

impl Named {
    fn of(address: &str) -> Self {
        let (place, query) = address.split_once('?').unwrap_or((address, ""));
        let (authority, database) = place.split_once('/').unwrap_or((place, ""));
        let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = user.split_once(':').unwrap_or((user, ""));
        // A port follows the last colon, unless that stands within an address in brackets.
        let port = host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
        let (host, port) = port.unwrap_or((host, ""));
        let mut parts = Vec::new();
        let given = [
            ("host", host),
            ("port", port),
            ("user", user),
            ("dbname", database),
            ("password", password),
        ];
        let query = query.split('&').filter_map(|pair| pair.split_once('='));
        for (name, value) in given.into_iter().chain(query).filter(|(_, value)| !value.is_empty()) {
            parts.push((name.to_owned(), decoded(value)));
        }
        Self { parts }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.parts.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// A store's address with what it leaves out; any other than a server's stays as it is.
fn complete(
    url: &str,
    variable: &dyn Fn(&str) -> Option<String>,
    passwords: &dyn Fn() -> Option<String>,
) -> String {
    let server = ["postgres://", "postgresql://"].iter().find_map(|start| url.strip_prefix(start));
    let Some(address) = server else { return url.to_owned() };
    let mut named = Named::of(address);
    let mut completed = url.to_owned();
    let mut add = |named: &mut Named, name: &str, value: String| {
        let gap = if completed.contains('?') { '&' } else { '?' };
        write!(completed, "{gap}{name}={}", encoded(&value)).ok();
        named.parts.push((name.to_owned(), value));
    };
    for (name, from) in VARIABLES {
        if named.get(name).is_none()
            && let Some(value) = variable(from).filter(|value| !value.is_empty())
        {
            add(&mut named, name, value);
        }
    }
    if named.get("host").is_none() {
        add(&mut named, "host", usual_host().to_owned());
    }
    if named.get("password").is_none()
        && let Some(password) = passwords().as_deref().and_then(|file| password(file, &named))
    {
        add(&mut named, "password", password);
    }
    completed
}

fn usual_host() -> &'static str {
    let socket = "/var/run/postgresql";
    if cfg!(unix) && std::path::Path::new(socket).is_dir() { socket } else { "localhost" }
}

/// The password that a file of lines `host:port:database:user:password` has for a server; `*`
/// stands for anything, and `\` takes `:` and itself literally.
fn password(file: &str, named: &Named) -> Option<String> {
    let user = named.get("user");
    let local = named.get("host").filter(|host| host.starts_with('/')).map(|_| "localhost");
    let wanted = [
        local.or(named.get("host")),
        named.get("port").or(Some("5432")),
        named.get("dbname").or(user),
        user,
    ];
    file.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = fields(line);
        let fits = |(field, wanted): (&String, Option<&str>)| {
            field == "*" || wanted.is_some_and(|wanted| field == wanted)
        };
        let [.., password] = fields.as_slice() else { return None };
        (fields.len() == 5 && fields.iter().zip(wanted).all(fits)).then(|| password.clone())
    })
}

fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut letters) = (vec![String::new()], line.chars());
    while let Some(letter) = letters.next() {
        let last = fields.len() - 1;
        match letter {
            '\\' => fields[last].extend(letters.next()),
            ':' => fields.push(String::new()),
            letter => fields[last].push(letter),
        }
    }
    fields
}

fn encoded(text: &str) -> String {
    const UNRESERVED: AsciiSet =
        NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(text, &UNRESERVED).to_string()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A store's address, completed from the environment.
pub(crate) fn from_environment(url: &str) -> String {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads these variables")]
    let variable = |name: &str| std::env::var(name).ok();
    let url = if url.is_empty() { DEFAULT } else { url };
    complete(url, &variable, &|| password_file(&variable))
}

/// The password file, where there is one that only its owner can read.
fn password_file(variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let path = variable("PGPASSFILE").map(PathBuf::from).or_else(|| {
        if cfg!(windows) {
            Some(PathBuf::from(variable("APPDATA")?).join("postgresql").join("pgpass.conf"))
        } else {
            Some(PathBuf::from(variable("HOME")?).join(".pgpass"))
        }
    })?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).ok()?.permissions().mode();
        if mode & 0o077 != 0 {
            return None;
        }
    }
    std::fs::read_to_string(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(url: &str, variables: &[(&str, &str)], file: &str) -> String {
        let variable = |name: &str| {
            variables.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned())
        };
        complete(url, &variable, &|| Some(file.to_owned()))
    }

    #[test]
    fn what_an_address_leaves_out_comes_from_the_variables() {
        let variables = [("PGHOST", "db.example"), ("PGUSER", "ada"), ("PGDATABASE", "x y")];
        assert_eq!(
            with("postgres://", &variables, ""),
            "postgres://?host=db.example&user=ada&dbname=x%20y"
        );
        assert_eq!(with("postgres://bo@h/d", &variables, ""), "postgres://bo@h/d");
        assert_eq!(with("sqlite:a.db", &variables, ""), "sqlite:a.db");
    }

    #[test]
    fn a_password_comes_from_the_file_for_its_server_and_user_only() {
        let file = "# mine\nh:5433:*:ada:one\n*:*:d:ada:t\\:wo\n";
        assert_eq!(
            with("postgres://ada@h:5433/d", &[], file),
            "postgres://ada@h:5433/d?password=one"
        );
        assert_eq!(with("postgres://ada@i/d", &[], file), "postgres://ada@i/d?password=t%3Awo");
        assert_eq!(with("postgres://bo@h:5433/d", &[], file), "postgres://bo@h:5433/d");
        assert_eq!(with("postgres://ada:x@i/d", &[], file), "postgres://ada:x@i/d");
    }
}
