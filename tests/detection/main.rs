//! Counts what the checks find and what they falsely raise, and prints it as `docs/detection.md`
//! has it: `cargo run --release --example detection -- CLEAN DAMAGED`, the numbers of clean replies
//! and of replies for each damage. With `--why` it also prints what went wrong.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
#![allow(clippy::print_stdout, reason = "the table is for standard output")]

#[path = "mod.rs"]
mod detection;

use detection::{damage, false_alarms, harm, shift, tally};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut numbers = words.iter().filter_map(|word| word.parse::<usize>().ok());
    let (clean, damaged) = (numbers.next().unwrap_or(10_000), numbers.next().unwrap_or(200));
    let why = words.iter().any(|word| word == "--why");
    let mut alarms = 0;
    for seed in 0..clean as u64 {
        let (case, messages) = false_alarms(seed, 20_000);
        alarms += usize::from(!messages.is_empty());
        if why && !messages.is_empty() {
            println!(
                "clean {seed} ({case}):\n    {}",
                messages[..messages.len().min(4)].join("\n    ")
            );
        }
    }
    println!(
        "{clean} clean replies of 20 to 20,000 people: {alarms} with a false error or warning.\n"
    );
    println!("| damage | rule | replies | all of it found | nothing else raised |");
    println!("|---|---|---|---|---|");
    for damage in damage::all() {
        let tally = tally(damage, damaged, 1, 2_000);
        println!(
            "| {} | {} | {} | {} | {} |",
            damage.name, damage.code, tally.made, tally.found, tally.alone
        );
        if why {
            tally.misses.iter().take(3).for_each(|miss| println!("  {miss}"));
        }
    }
    println!("\n| shift | replies | found | lag and rows right | nothing else raised |");
    println!("|---|---|---|---|---|");
    for one in shift::SHIFTS {
        let tally = shift::tally(*one, damaged, 1, 2_000);
        println!(
            "| {} | {} | {} | {} | {} |",
            one.name, tally.made, tally.found, tally.right, tally.alone
        );
        if why {
            tally.misses.iter().take(3).for_each(|miss| println!("  {miss}"));
        }
    }
    println!(
        "\n| damage | is due | replies | an error | a warning | nothing | a wrong answer given |"
    );
    println!("|---|---|---|---|---|---|---|");
    for one in harm::HARMS {
        let tally = harm::tally(one, damaged, 1, 2_000);
        let unseen = tally.made - tally.stopped - tally.warned;
        println!(
            "| {} | {} | {} | {} | {} | {unseen} | {} |",
            one.name, one.told, tally.made, tally.stopped, tally.warned, tally.wrong
        );
        if why {
            tally.misses.iter().take(3).for_each(|miss| println!("  {miss}"));
        }
    }
}
