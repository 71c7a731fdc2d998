//! Where a server is, and how it is talked to.

use postgres::config::{Host, SslMode};
use postgres::{Client, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure;
use crate::{Error, Result};

/// How a connection is protected.
#[derive(Default)]
struct Protection {
    mode: Option<String>,
    /// A file of certificates to trust in place of the system's.
    roots: Option<String>,
}

/// Connects; gives also the name of the place for messages, in which there is no password.
pub(super) fn connect(url: &str) -> Result<(Client, String)> {
    let name = crate::shown(&format!("postgres:{url}"));
    let (url, protection) = taken_apart(url);
    // The library would take the end of a password for the server's name.
    if url.split('?').next().is_some_and(|place| place.matches('@').count() > 1) {
        return Err(Error::unreadable_address());
    }
    let mut config: postgres::Config =
        format!("postgres:{url}").parse().map_err(|_| Error::unreadable_address())?;
    config.application_name("tollgate");
    config.connect_timeout(std::time::Duration::from_secs(10));
    // A server on this machine needs no protection; any other has to prove who it is.
    let plain = match protection.mode.as_deref() {
        Some("disable") => true,
        Some("require" | "verify-ca" | "verify-full") => false,
        None | Some("allow" | "prefer") => config.get_hosts().iter().all(is_local),
        Some(_) => return Err(Error::unreadable_address()),
    };
    let client = if plain {
        config.ssl_mode(SslMode::Disable).connect(NoTls)
    } else {
        let tls =
            tls(protection.roots.as_deref()).map_err(|why| Error::no_connection(&name, &why))?;
        config.ssl_mode(SslMode::Require).connect(MakeRustlsConnect::new(tls))
    };
    let mut client = client.map_err(|error| refused(&error, &name))?;
    let settings = "SET search_path TO tollgate; SET lock_timeout TO '10s'; SET client_min_messages TO warning";
    client.batch_execute(settings).map_err(failure)?;
    Ok((client, name))
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(host) => ["localhost", "127.0.0.1", "::1"].contains(&host.as_str()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// What is trusted: the system's certificates, or those in a file. The server's certificate and name
/// are checked in every mode.
fn tls(roots: Option<&str>) -> std::result::Result<ClientConfig, String> {
    let mut trusted = RootCertStore::empty();
    match roots {
        Some(file) => {
            let found = CertificateDer::pem_file_iter(file)
                .map_err(|error| format!("the certificates in {file} cannot be read: {error}"))?;
            for certificate in found {
                let unreadable = |error| format!("{file} holds no certificate: {error}");
                trusted
                    .add(certificate.map_err(|error| unreadable(error.to_string()))?)
                    .map_err(|error| unreadable(error.to_string()))?;
            }
        }
        None => {
            trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(trusted).with_no_client_auth())
}

/// The address without what the library does not know of, and that.
fn taken_apart(url: &str) -> (String, Protection) {
    let Some((place, query)) = url.split_once('?') else {
        return (url.to_owned(), Protection::default());
    };
    let mut protection = Protection::default();
    let mut others = Vec::new();
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslmode", mode)) => protection.mode = Some(mode.to_owned()),
            Some(("sslrootcert", file)) => {
                let file = percent_encoding::percent_decode_str(file);
                protection.roots = Some(file.decode_utf8_lossy().into_owned());
            }
            _ => others.push(pair),
        }
    }
    let gap = if others.is_empty() { "" } else { "?" };
    (format!("{place}{gap}{}", others.join("&")), protection)
}

fn refused(error: &postgres::Error, name: &str) -> Error {
    let why = error.as_db_error().map_or_else(
        || {
            let source = std::error::Error::source(error);
            source.map_or_else(|| error.to_string(), ToString::to_string)
        },
        |db| db.message().to_owned(),
    );
    Error::no_connection(name, &why)
}
