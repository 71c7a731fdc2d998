//! A provider profile.

use tollgate_model::Profile;

use super::files;

pub(super) fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Profile::read(text) {
        Ok(profile) => {
            let provider = profile.provider;
            assert!(!provider.numbers.is_empty() && !provider.name.trim().is_empty());
            // What the store keeps is read again each time.
            let again = Profile::read(&provider.profile).expect("what is kept is read again");
            assert_eq!(again.provider, provider);
        }
        Err(error) => assert!(error.line >= 1 && error.line <= text.lines().count() + 1, "{error}"),
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let demo = files("demo", &["toml"]);
    demo.into_iter().chain(files("", &["toml"])).map(|(_, bytes)| bytes).collect()
}
