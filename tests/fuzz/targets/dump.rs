//! A directory dump of any kind: read, judged and planned.

use super::{bytes_of, files, world};

pub(super) fn run(bytes: &[u8]) {
    if let Ok(table) = world::dump(bytes) {
        world::loaded(&table);
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let made = bytes_of(&[
        "UserPrincipalName,DisplayName,UsageLocation,Department,Enabled,ObjectId,Licenses,TeamsUpgradeEffectiveMode,ProxyAddresses,AcpInfo\r\nada@contoso.example,Ada,DE,Law,true,7f,MCOMEETADV;SPE_E5,TeamsOnly,SIP:ada@contoso.example;smtp:a@b.example,\"<acpInformation default=\"\"true\"\"><name>Contoso</name></acpInformation>\"\r\n",
        "[{\"SipAddress\":\"sip:ada@contoso.example\",\"Enabled\":true,\"AcpInfo\":null},{\"SipAddress\":\"bo@contoso.example\",\"Licenses\":[\"MCOMEETADV\"]}]",
        "{\"value\":[{\"userPrincipalName\":\"ada@contoso.example\",\"id\":\"7f\",\"accountEnabled\":false,\"assignedLicenses\":[{\"skuId\":\"0c266dff-15dd-4b49-8397-2bb16070ed52\"}]}]}",
    ]);
    let sheets = files("replies", &["xlsx", "ods"]).into_iter().map(|(_, bytes)| bytes);
    made.into_iter().chain(sheets.take(2)).collect()
}
