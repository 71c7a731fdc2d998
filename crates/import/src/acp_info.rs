//! `AcpInfo`, as Microsoft's directories keep it: `<acpInformation>` elements, bare, one after
//! another, or inside `<acpList>` (type `acpProvisionType` of the Lync 2010 schema).

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use tollgate_model::Assignment;

/// One provider of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AcpInformation {
    /// Whether it is the default one.
    pub(crate) default: bool,
    /// What it gives. The leader's code, which the schema allows, is never read.
    pub(crate) assignment: Assignment,
}

impl AcpInformation {
    /// Whether the provider is Microsoft: a person on Microsoft's own bridge has an entry too.
    pub(crate) fn is_microsoft(&self) -> bool {
        self.assignment.provider.eq_ignore_ascii_case("Microsoft")
            || self.assignment.domain.eq_ignore_ascii_case("resources.lync.com")
    }
}

/// The values of an element while it is read.
#[derive(Default)]
struct Open {
    default: bool,
    toll_number: Option<String>,
    toll_free: Vec<String>,
    passcode: Option<String>,
    domain: Option<String>,
    name: Option<String>,
}

/// Reads the providers in a text; fails with what is wrong and where, in characters from one.
pub(crate) fn read(text: &str) -> Result<Vec<AcpInformation>, String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut found, mut open, mut field) = (Vec::new(), None::<Open>, None::<(String, String)>);
    let mut depth = 0_usize;
    loop {
        let at = text
            .get(..usize::try_from(reader.buffer_position()).unwrap_or(0))
            .map_or(0, |t| t.chars().count())
            + 1;
        let fault = |what: &str| Err(format!("{what} at character {at}"));
        match reader.read_event().map_err(|error| format!("{error} at character {at}"))? {
            Event::Start(tag) => {
                depth += 1;
                if depth > 8 {
                    return fault("elements too deep in one another");
                }
                match tag.local_name().as_ref() {
                    "acpInformation" if open.is_none() => open = Some(opened(&tag)),
                    "acpList" if open.is_none() => {}
                    inner if open.is_some() && field.is_none() => {
                        field = Some((inner.to_owned(), String::new()))
                    }
                    // A leader's code or something newer inside an element: nothing of ours.
                    _ if open.is_some() => {}
                    other => {
                        return fault(&format!("`{other}` where `acpInformation` was expected"));
                    }
                }
            }
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "acpInformation" => return fault("an `acpInformation` without values"),
                "acpList" => {}
                _ if open.is_some() => {}
                other => return fault(&format!("`{other}` where `acpInformation` was expected")),
            },
            Event::Text(content) => {
                let content = content.xml_content(XmlVersion::Implicit1_0);
                keep(&mut field, &content);
                if open.is_none() && !content.trim().is_empty() {
                    return fault("text where `acpInformation` was expected");
                }
            }
            Event::CData(content) => {
                keep(&mut field, &content.xml_content(XmlVersion::Implicit1_0))
            }
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().ok().flatten().map(String::from);
                let known =
                    quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned);
                match character.or(known) {
                    Some(text) => keep(&mut field, &text),
                    None => return fault("an unknown entity"),
                }
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                match tag.local_name().as_ref() {
                    "acpInformation" => {
                        let Some(open) = open.take() else {
                            return fault("an element that was not opened");
                        };
                        found.push(
                            closed(open).map_err(|what| format!("{what} before character {at}"))?,
                        );
                    }
                    name => {
                        if let Some((_, value)) = field.take_if(|(open, _)| open == name)
                            && let Some(open) = &mut open
                        {
                            put(open, name, &value);
                        }
                    }
                }
            }
            Event::DocType(_) => return fault("a document type, which is not allowed"),
            Event::Eof if open.is_some() => return fault("an `acpInformation` that is not closed"),
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

fn opened(tag: &BytesStart<'_>) -> Open {
    let attributes = tag.attributes().flatten();
    let default = attributes
        .filter(|attribute| attribute.key.local_name().as_ref() == "default")
        .any(|attribute| {
            matches!(
                attribute.normalized_value(XmlVersion::Implicit1_0).as_deref().map(str::trim),
                Ok("true" | "1")
            )
        });
    Open { default, ..Open::default() }
}

/// The text of a leader's code is passed over as it goes by.
fn keep(field: &mut Option<(String, String)>, text: &str) {
    if let Some((name, value)) = field
        && !name.eq_ignore_ascii_case("leaderPassCode")
    {
        value.push_str(text);
    }
}

fn put(open: &mut Open, name: &str, value: &str) {
    // Tokens of XML Schema: white space at the ends goes, within it is one space.
    let token = value.split_whitespace().collect::<Vec<_>>().join(" ");
    match name {
        "tollNumber" => open.toll_number = Some(token),
        "tollFreeNumber" if !token.is_empty() => open.toll_free.push(token),
        "participantPassCode" | "participantPasscode" => open.passcode = Some(token),
        "domain" => open.domain = Some(token),
        "name" => open.name = Some(token),
        _ => {}
    }
}

fn closed(open: Open) -> Result<AcpInformation, String> {
    let need = |value: Option<String>, name: &str| {
        value
            .filter(|value| !value.is_empty())
            .ok_or_else(|| format!("an `acpInformation` without `{name}`"))
    };
    let domain = need(open.domain, "domain")?;
    let name = open.name.filter(|name| !name.is_empty()).unwrap_or_else(|| domain.clone());
    Ok(AcpInformation {
        default: open.default,
        assignment: Assignment {
            provider: name.into(),
            domain: domain.into(),
            toll_number: need(open.toll_number, "tollNumber")?.into(),
            toll_free_numbers: open.toll_free.into_iter().map(Into::into).collect(),
            conference_id: need(open.passcode, "participantPassCode")?.into(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "<acpInformation default=\"true\"><tollNumber>14255551298</tollNumber><tollFreeNumber>18005551298</tollFreeNumber><tollFreeNumber>18005559876</tollFreeNumber><participantPassCode> 0712 </participantPassCode><leaderPassCode>99887766</leaderPassCode><domain>fabrikam.example</domain><name>Fabrikam &amp; Sons</name><url>https://acp.fabrikam.example</url></acpInformation>";

    #[test]
    fn a_value_is_read_bare_joined_and_in_a_list() {
        for text in [
            ONE.to_owned(),
            format!("{ONE} {ONE}"),
            format!("<acpList xmlns=\"urn:x\">{ONE}\n{ONE}</acpList>"),
        ] {
            let found = read(&text).unwrap();
            let held = &found[0].assignment;
            assert_eq!(
                (&*held.provider, &*held.conference_id, held.toll_free_numbers.len()),
                ("Fabrikam & Sons", "0712", 2)
            );
            assert!(found[0].default);
        }
        assert_eq!(read("").unwrap(), []);
    }

    #[test]
    fn a_leaders_code_is_never_kept() {
        assert!(!format!("{:?}", read(ONE).unwrap()).contains("99887766"));
    }

    #[test]
    fn microsofts_own_bridge_is_told() {
        let text = ONE.replace("fabrikam.example</domain>", "resources.lync.com</domain>");
        assert!(read(&text).unwrap()[0].is_microsoft());
        assert!(!read(ONE).unwrap()[0].is_microsoft());
    }

    #[test]
    fn what_the_schema_does_not_allow_is_refused_with_its_place() {
        let fault = |text: &str| read(text).unwrap_err();
        assert_eq!(fault("Fabrikam"), "text where `acpInformation` was expected at character 1");
        assert!(
            fault(&ONE.replace("tollNumber", "number"))
                .starts_with("an `acpInformation` without `tollNumber`")
        );
        assert!(fault("<acpInformation default=\"true\"><tollNumber>1").contains("not closed"));
        assert!(
            fault("<!DOCTYPE x [<!ENTITY a \"b\">]><acpInformation/>").contains("document type")
        );
        assert!(fault(&"<acpInformation><a>".repeat(1)).contains("not closed"));
        assert!(fault(&format!("<acpInformation>{}", "<a>".repeat(100))).contains("too deep"));
    }
}
