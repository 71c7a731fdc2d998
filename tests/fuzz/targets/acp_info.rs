//! `AcpInfo`: any text in that column of a dump.

use super::{bytes_of, world};

pub(super) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).replace('"', "\"\"");
    let dump = format!("SipAddress,AcpInfo\np@contoso.example,\"{text}\"\n");
    if let Ok(table) = world::dump(dump.as_bytes()) {
        world::loaded(&table);
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    bytes_of(&[
        "",
        "<acpInformation default=\"true\"><tollNumber>+12065550100</tollNumber><participantPassCode>0712345</participantPassCode><domain>acp.contoso.example</domain><name>Contoso</name></acpInformation>",
        "<acpList><acpInformation default=\"false\"><tollNumber>1</tollNumber><tollFreeNumber>2</tollFreeNumber><tollFreeNumber>3</tollFreeNumber><participantPassCode>1&amp;2</participantPassCode><domain>d</domain><name>n</name><url>u</url></acpInformation><acpInformation><name>Microsoft</name></acpInformation></acpList>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><acpList><!-- x --><?y?><![CDATA[z]]></acpList>",
    ])
}
