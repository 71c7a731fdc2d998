//! The check in a row ID: what makes a mistyped row ID no other row's.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tollgate_model::{RowId, SmolStr};

/// The secret of a roster.
#[derive(Clone, Copy)]
pub struct Secret(pub [u8; 16]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// The row IDs of a roster.
    pub(crate) fn row_ids(&self, roster: u32) -> RowIds {
        // A key of any length will do.
        RowIds { roster, keyed: Hmac::new_from_slice(&self.0).ok() }
    }
}

/// The row IDs of one roster.
pub(crate) struct RowIds {
    roster: u32,
    keyed: Option<Hmac<Sha256>>,
}

impl RowIds {
    /// The row ID of a row (from one): its check is the first forty bits of HMAC-SHA-256 over
    /// `R<roster>-<row>`, five to a character.
    pub(crate) fn of(&self, row: u32) -> SmolStr {
        let roster = self.roster;
        let Some(mut mac) = self.keyed.clone() else { return SmolStr::default() };
        mac.update(format!("R{roster}-{row}").as_bytes());
        let digest = mac.finalize().into_bytes();
        let bits = digest.iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let check: String = (0..8)
            .rev()
            .map(|place| {
                char::from(RowId::ALPHABET[usize::try_from(bits >> (5 * place) & 31).unwrap_or(0)])
            })
            .collect();
        RowId { roster, row, check: &check }.to_string().into()
    }
}
