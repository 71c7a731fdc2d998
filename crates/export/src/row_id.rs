//! The check in a row ID: what makes a mistyped row ID no other row's.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tollgate_model::{RowId, SmolStr, ToSmolStr as _};

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
        mac.update(format_args!("R{roster}-{row}").to_smolstr().as_bytes());
        let digest = mac.finalize().into_bytes();
        let bits = digest.iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let place = |place: usize| usize::try_from(bits >> (5 * place) & 31).unwrap_or(0);
        let check: [u8; 8] = std::array::from_fn(|at| RowId::ALPHABET[place(7 - at)]);
        let check = std::str::from_utf8(&check).unwrap_or_default();
        RowId { roster, row, check }.to_smolstr()
    }
}
