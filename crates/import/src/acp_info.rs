//! `AcpInfo`, as Microsoft's directories keep it: `<acpInformation>` elements, bare, one after
//! another or with `;` between them, or inside `<acpList>` (type `acpProvisionType` of the Lync 2010 schema).

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use tollgate_model::{Assignment, Bridge};

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
        is_microsoft(&self.assignment.provider, &self.assignment.domain)
    }
}

fn is_microsoft(name: &str, domain: &str) -> bool {
    name.eq_ignore_ascii_case("Microsoft") || domain.eq_ignore_ascii_case("resources.lync.com")
}

/// The values of an element while it is read.
#[derive(Default)]
struct Open {
    default: Option<bool>,
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
        let begin = usize::try_from(reader.buffer_position()).unwrap_or(0);
        // Counted only when it is told: a long text of many elements would be counted for each.
        let at = || text.get(..begin).map_or(0, |text| text.chars().count()) + 1;
        let fault = |what: &str| Err(format!("{what} at character {}", at()));
        // The library's own words would show what stands there, which may be a leader's code.
        match reader
            .read_event()
            .map_err(|_| format!("no well-formed XML at character {}", at()))?
        {
            Event::Start(tag) => {
                depth += 1;
                if depth > 8 {
                    return fault("elements too deep in one another");
                }
                match tag.local_name().as_ref() {
                    "acpInformation" if open.is_none() => match opened(&tag) {
                        Ok(entry) => open = Some(entry),
                        Err(what) => return fault(what),
                    },
                    "acpList" if open.is_none() => {}
                    _ if field.is_some() => return fault("an element inside a value"),
                    inner if open.is_some() && is_allowed(inner) => {
                        field = Some((inner.to_owned(), String::new()));
                    }
                    _ if open.is_some() => return fault(UNKNOWN),
                    _ => return fault("another element where `acpInformation` was expected"),
                }
            }
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "acpInformation" => return fault("an `acpInformation` without values"),
                "acpList" if open.is_none() => {}
                _ if field.is_some() => return fault("an element inside a value"),
                inner if open.is_some() && is_allowed(inner) => {}
                _ if open.is_some() => return fault(UNKNOWN),
                _ => return fault("another element where `acpInformation` was expected"),
            },
            Event::Text(content) => {
                let content = content.xml_content(XmlVersion::Implicit1_0);
                keep(&mut field, &content);
                // What has several values in a directory comes with `;` between them.
                let apart = |c: char| c.is_whitespace() || c == ';' && depth == 0;
                if open.is_none() && !content.chars().all(apart) {
                    return fault("text where `acpInformation` was expected");
                }
            }
            Event::CData(_) | Event::GeneralRef(_) if open.is_none() => {
                return fault("text where `acpInformation` was expected");
            }
            Event::CData(content) => {
                keep(&mut field, &content.xml_content(XmlVersion::Implicit1_0));
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
                            closed(open)
                                .map_err(|what| format!("{what} before character {}", at()))?,
                        );
                    }
                    name => {
                        if let Some((_, value)) = field.take_if(|(open, _)| open == name)
                            && let Some(open) = &mut open
                            && !put(open, name, &value)
                        {
                            return fault("a value that is given twice");
                        }
                    }
                }
            }
            Event::DocType(_) => return fault("a document type, which is not allowed"),
            Event::Eof if depth > 0 => return fault("an element that is not closed"),
            Event::Eof
                if found.is_empty() && !text.trim().is_empty() && !text.contains("<acpList") =>
            {
                return fault("no `acpInformation`");
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

const UNKNOWN: &str = "an element that no `acpInformation` has";

fn opened(tag: &BytesStart<'_>) -> Result<Open, &'static str> {
    let mut open = Open::default();
    for attribute in tag.attributes() {
        let malformed = "an attribute that is not well-formed";
        let attribute = attribute.map_err(|_| malformed)?;
        if attribute.key.local_name().as_ref() == "default" {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            open.default = Some(match value.map_err(|_| malformed)?.trim() {
                "true" | "1" => true,
                "false" | "0" => false,
                _ => return Err("a `default` that is neither `true` nor `false`"),
            });
        }
    }
    Ok(open)
}

/// The elements of an `acpInformation`. Microsoft's cmdlets spell the code in two ways.
fn is_allowed(name: &str) -> bool {
    matches!(
        name,
        "tollNumber"
            | "tollFreeNumber"
            | "participantPassCode"
            | "participantPasscode"
            | "domain"
            | "name"
            | "url"
    ) || name.eq_ignore_ascii_case("leaderPassCode")
}

/// The text of a leader's code is passed over as it goes by.
fn keep(field: &mut Option<(String, String)>, text: &str) {
    if let Some((name, value)) = field
        && !name.eq_ignore_ascii_case("leaderPassCode")
    {
        value.push_str(text);
    }
}

/// Keeps a value; false where it is there already.
fn put(open: &mut Open, name: &str, value: &str) -> bool {
    // Tokens of XML Schema: white space at the ends goes, within it is one space.
    let token = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let slot = match name {
        "tollNumber" => &mut open.toll_number,
        "participantPassCode" | "participantPasscode" => &mut open.passcode,
        "domain" => &mut open.domain,
        "name" => &mut open.name,
        "tollFreeNumber" => {
            open.toll_free.extend((!token.is_empty()).then_some(token));
            return true;
        }
        _ => return true,
    };
    slot.replace(token).is_none()
}

fn closed(open: Open) -> Result<AcpInformation, String> {
    let need = |value: Option<String>, name: &str| {
        value
            .filter(|value| !value.is_empty())
            .ok_or_else(|| format!("an `acpInformation` without `{name}`"))
    };
    let default =
        open.default.ok_or("an `acpInformation` that does not say whether it is the default")?;
    let domain = need(open.domain, "domain")?;
    let name = open.name.filter(|name| !name.is_empty()).unwrap_or_else(|| domain.clone());
    // Of Microsoft's own entry nothing else is used.
    let microsoft = is_microsoft(&name, &domain);
    let number = |value, name| if microsoft { Ok(String::new()) } else { need(value, name) };
    Ok(AcpInformation {
        default,
        assignment: Assignment {
            bridge: Bridge {
                provider: name.into(),
                domain: domain.into(),
                toll_number: number(open.toll_number, "tollNumber")?.into(),
                toll_free_numbers: open.toll_free.into_iter().map(Into::into).collect(),
            }
            .into(),
            conference_id: number(open.passcode, "participantPassCode")?.into(),
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
            format!("{ONE};{ONE}"),
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
        for hidden in [
            "<leaderPassCode><99887766></leaderPassCode>",
            "<leaderPassCode>998<77</leaderPassCode>",
        ] {
            let text = ONE.replace("<leaderPassCode>99887766</leaderPassCode>", hidden);
            assert!(!read(&text).unwrap_err().contains("77"), "{hidden}");
        }
        let nested = ONE.replace(">14255551298<", ">1<leaderPassCode>99887766</leaderPassCode><");
        assert!(read(&nested).unwrap_err().contains("inside a value"));
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
            fault(&ONE.replace("<tollNumber>14255551298</tollNumber>", ""))
                .starts_with("an `acpInformation` without `tollNumber`")
        );
        assert!(fault("<acpInformation default=\"true\"><tollNumber>1").contains("not closed"));
        assert!(fault(&format!("<acpList>{ONE}")).contains("not closed"));
        assert!(fault("&amp;").contains("text where"));
        assert!(fault(&format!("<acpList>{ONE};{ONE}</acpList>")).contains("text where"));
        assert!(
            fault(&ONE.replace("<domain>", "<tollNumber>2</tollNumber><domain>")).contains("twice")
        );
        assert!(fault(&ONE.replace("default=\"true\"", "default=true")).contains("attribute"));
        for said in ["True", "yes", ""] {
            let text = format!("{ONE} {}", ONE.replace("\"true\"", &format!("\"{said}\"")));
            let place = ONE.chars().count() + 2;
            assert_eq!(
                fault(&text),
                format!("a `default` that is neither `true` nor `false` at character {place}")
            );
        }
        assert!(fault(&ONE.replace(" default=\"true\"", "")).contains("whether it is the default"));
        for (said, default) in [("1", true), ("0", false), (" false ", false)] {
            let text = ONE.replace("\"true\"", &format!("\"{said}\""));
            assert_eq!(read(&text).unwrap()[0].default, default);
        }
        for foreign in ["<foo/>", "<foo>1</foo>", "<number>1</number>"] {
            let text = ONE.replace("<domain>", &format!("{foreign}<domain>"));
            assert!(fault(&text).starts_with("an element that no `acpInformation` has at"));
        }
        assert!(
            fault("<!DOCTYPE x [<!ENTITY a \"b\">]><acpInformation/>").contains("document type")
        );
        assert!(fault("<acpInformation><url>").contains("not closed"));
        assert!(fault(&"<acpList>".repeat(100)).contains("too deep"));
    }
}
