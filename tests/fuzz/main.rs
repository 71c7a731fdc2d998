//! One target, which `TOLLGATE_FUZZ` names, for libFuzzer; `TOLLGATE_FUZZ_SEEDS` is a folder that its
//! seeds are put into first. See `run`.
#![no_main]

mod targets;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use targets::Target;

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = std::env::var("TOLLGATE_FUZZ").unwrap_or_default();
    let found = targets::TARGETS.iter().find(|target| target.name == name);
    found.unwrap_or_else(|| panic!("TOLLGATE_FUZZ names a target, not `{name}`"))
});

fuzz_target!(
    init: {
        let seeds = TARGET.seeds();
        if let Ok(folder) = std::env::var("TOLLGATE_FUZZ_SEEDS") {
            for (at, seed) in seeds.iter().enumerate() {
                std::fs::write(format!("{folder}/seed-{at}"), seed).expect("seeds are written");
            }
        }
    },
    |bytes: &[u8]| (TARGET.run)(bytes)
);
