//! `lab bench ledger`: a large ledger made on the fly by recombining the casebook's coded reports, then asked; how fast it
//! takes in, answers and shows, and how much memory that takes. With `--kills`, `sayso add` is killed at random times and
//! the outcome held against an uninterrupted run.

use super::peak_memory;
use crate::casebook::{home, sound};
use crate::train::random::Random;
use anyhow::{Context, Result, ensure};
use clap::Args;
use sayso::Engine;
use sayso::code::{Certainty, EventType, Polarity, Reality};
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use sayso::records::Record;
use sayso_casebook::book::lexicon;
use sayso_ledger::{Error, EventRef, Filter, Ledger, Sort, State, Writer};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Reports written in a transaction.
const BATCH: usize = 256;
/// Rows of an answer, as a table shows them.
const ROWS: u64 = 50;
/// Countries, outlets and family names that stand in for the casebook's.
const COUNTRIES: [&str; 24] = [
    "USA", "RUS", "UKR", "CHN", "PRK", "KOR", "IRN", "ISR", "SYR", "TUR", "FRA", "DEU", "GBR", "IND", "PAK", "NGA",
    "SDN", "ETH", "BRA", "MEX", "VEN", "POL", "JPN", "MMR",
];
const OUTLETS: usize = 300;
const NAMES: usize = 5000;
const PLACES: usize = 3000;
const DAYS: usize = 3650;

/// Arguments of `lab bench ledger`.
#[derive(Args)]
pub struct Arguments {
    /// Where the ledger is made; it is kept, and asked again without being made when it is there
    #[arg(long, default_value = "target/bench-ledger.db")]
    file: PathBuf,
    /// Claims that it holds at least
    #[arg(long, default_value_t = 1_000_000)]
    claims: usize,
    /// Questions of each kind
    #[arg(long, default_value_t = 300)]
    questions: usize,
    /// Instead, kill `sayso add` so often and compare
    #[arg(long)]
    kills: Option<usize>,
    /// The command to kill
    #[arg(long, default_value = "target/release/sayso")]
    sayso: PathBuf,
}

/// Measures and prints.
pub fn run(arguments: &Arguments) -> Result<()> {
    if let Some(kills) = arguments.kills {
        return killed(&arguments.sayso, kills);
    }
    if !arguments.file.exists() {
        fill(&arguments.file, arguments.claims)?;
    }
    ask(&arguments.file, arguments.questions)
}

/// Records of the casebook's training and development reports.
fn casebook() -> Result<Vec<Record>> {
    let engine = Engine::with_actors(&lexicon(&home().join("lexicon"))?)?;
    let mut ws = Workspace::default();
    let mut out = Vec::new();
    for split in ["train", "dev"] {
        for report in sound(&home().join(split), engine.codebook())?.reports() {
            let read = engine.read(&report.front.id, report.text.as_str().as_bytes(), &Metadata::default())?;
            out.push(engine.record(&mut ws, &read, true));
        }
    }
    Ok(out)
}

fn fill(path: &Path, claims: usize) -> Result<()> {
    let records = casebook()?;
    let mut writer = Writer::new(Ledger::create(path)?);
    let mut random = Random(1);
    let (mut reports, mut made) = (0, 0);
    let mut writing = Duration::ZERO;
    while made < claims {
        let record = variant(&records[reports % records.len()], reports, &mut random);
        made += record.claims.len();
        let clock = Instant::now();
        writer.add(&record, "bench", reports as i64)?;
        reports += 1;
        if reports % BATCH == 0 {
            writer.commit()?;
        }
        writing += clock.elapsed();
    }
    let clock = Instant::now();
    writer.finish()?;
    writing += clock.elapsed();
    let size = std::fs::metadata(path)?.len() as f64 / 1e6;
    println!("taken in          {reports} reports, {made} claims, {size:.0} MB");
    println!("writing alone     {:.0} reports/s on one core", reports as f64 / writing.as_secs_f64());
    Ok(())
}

/// Another report of the same shape: other text, outlet, day, names, countries, types and places.
fn variant(base: &Record, i: usize, random: &mut Random) -> Record {
    let mut record = base.clone();
    // A few names make most of the news.
    let mut rare = |n: usize| ((random.unit() * random.unit()) * n as f32) as usize;
    record.report.id = format!("{}-{i}", base.report.id);
    record.report.publisher = Some(format!("Outlet {}", rare(OUTLETS)));
    record.report.text = rewritten(&base.report.text, i);
    for actor in &mut record.actors {
        if actor.code.is_some() {
            actor.code = Some(COUNTRIES[rare(COUNTRIES.len())].to_owned());
        }
        if actor.kind != "country" {
            actor.name = format!("{} {}", actor.name, rare(NAMES));
        }
        actor.entry = None;
    }
    let places: Vec<usize> = record.events.iter().map(|_| rare(PLACES)).collect();
    let day = day(random.below(DAYS));
    record.report.published = Some(day.clone());
    for (event, place) in record.events.iter_mut().zip(places) {
        event.event_type = EventType::ALL[random.below(EventType::ALL.len())].to_string();
        event.reality = Reality::ALL[random.below(Reality::ALL.len())].to_string();
        if let Some(at) = &mut event.place {
            at.name = format!("{} {place}", at.name);
            at.country = Some(COUNTRIES[place % COUNTRIES.len()].to_owned());
        }
        if let Some(time) = &mut event.time {
            time.start = Some(day.clone());
            time.end = Some(day.clone());
        }
    }
    record
}

/// Most words' letters moved on through the alphabet, each word its own way in each report: spans still fit, and no two
/// reports are copies.
fn rewritten(text: &str, i: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !c.is_ascii_alphabetic()) {
        let bits = Random(piece.bytes().fold(i as u64, |hash, b| hash.wrapping_mul(31).wrapping_add(b.into()))).bits();
        let by = if bits % 5 < 2 { 0 } else { (bits >> 8) % 26 } as u8;
        let moved = |c: char| match c {
            'a'..='z' => char::from((c as u8 - b'a' + by) % 26 + b'a'),
            'A'..='Z' => char::from((c as u8 - b'A' + by) % 26 + b'A'),
            c => c,
        };
        out.extend(piece.chars().map(moved));
    }
    out
}

/// A day, counted in months of 28 days: any will do.
fn day(n: usize) -> String {
    format!("{}-{:02}-{:02}", 2015 + n / 336, n / 28 % 12 + 1, n % 28 + 1)
}

fn ask(path: &Path, questions: usize) -> Result<()> {
    let ledger = Ledger::open(path)?;
    let mut random = Random(2);
    let mut ids: Vec<String> = Vec::new();
    let mut events = Vec::new();
    let mut claims = Vec::new();
    for _ in 0..questions {
        let filter = question(&mut random)?;
        let clock = Instant::now();
        ledger.events(&filter, |row| {
            ids.push(row.id);
            Ok::<(), Error>(())
        })?;
        events.push((clock.elapsed(), format!("{filter:?}")));
        let clock = Instant::now();
        ledger.claims(&filter, |_| Ok::<(), Error>(()))?;
        claims.push((clock.elapsed(), format!("{filter:?}")));
    }
    ensure!(!ids.is_empty(), "no question has an answer");
    let mut shows = Vec::new();
    for _ in 0..questions {
        let id = ids[random.below(ids.len())].clone();
        let clock = Instant::now();
        ledger.show(&EventRef::parse('e', &id)?)?;
        shows.push((clock.elapsed(), id));
    }
    for (what, times) in [("events", &mut events), ("claims", &mut claims), ("show", &mut shows)] {
        print(what, times);
    }
    println!("peak memory       {}", peak_memory().map_or("unknown".to_owned(), |kb| format!("{} MB", kb / 1024)));
    Ok(())
}

/// One or two filters, as people put them.
fn question(random: &mut Random) -> Result<Filter> {
    let mut filter = Filter { limit: Some(ROWS), ..Filter::default() };
    for _ in 0..1 + random.below(2) {
        let country = COUNTRIES[random.below(COUNTRIES.len())];
        match random.below(14) {
            0 => filter.actors = vec![country.parse()?],
            1 => filter.recipients = vec![format!("{country} GOV").parse()?],
            2 => filter.dyad = Some((country.parse()?, COUNTRIES[random.below(COUNTRIES.len())].parse()?)),
            3 => filter.types = vec![EventType::ALL[random.below(EventType::ALL.len())]],
            4 => filter.modes = vec!["arrest".to_owned()],
            5 => filter.place = Some(country.to_owned()),
            6 => filter.since = Some(day(random.below(DAYS))),
            7 => filter.source = Some(format!("minister {}", random.below(100)).parse()?),
            8 => filter.polarity = Some(Polarity::Negative),
            9 => filter.certainties = vec![Certainty::Possible],
            10 => filter.realities = vec![Reality::ALL[random.below(Reality::ALL.len())]],
            11 => filter.states = vec![State::Contested],
            12 => filter.min_origins = Some(2),
            _ => filter.text = Some(["police", "cocoa", "drone strike", "talks"][random.below(4)].to_owned()),
        }
    }
    if random.chance(0.2) {
        filter.sort = Sort::Origins;
    }
    Ok(filter)
}

fn print(what: &str, times: &mut [(Duration, String)]) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].0.as_secs_f64() * 1e3;
    println!("{what:<17} median {:.1} ms, p99 {:.1} ms, worst {:.1} ms of {}", at(0.5), at(0.99), at(1.0), times.len());
    if let Some((_, slowest)) = times.last() {
        println!("  slowest: {slowest}");
    }
}

/// Kills `sayso add` at random times until it has been killed so often, then compares.
fn killed(sayso: &Path, kills: usize) -> Result<()> {
    let dir = std::env::temp_dir().join(format!("sayso-kills-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    // Enough reports that no round comes to the end before it is killed.
    std::fs::write(dir.join("reports.jsonl"), reports(kills * 40)?)?;
    let run = |ledger: &str| {
        let mut command = Command::new(sayso.canonicalize().unwrap_or_else(|_| sayso.to_owned()));
        command.args(["add", "reports.jsonl", "--ledger", ledger]).current_dir(&dir);
        command.env("SOURCE_DATE_EPOCH", "1600000000").stdout(Stdio::null());
        command
    };
    let mut random = Random(3);
    let mut hit = 0;
    for _ in 0..kills {
        let mut child = run("killed.db").spawn().with_context(|| format!("{} does not run", sayso.display()))?;
        std::thread::sleep(Duration::from_millis(150 + random.below(900) as u64));
        hit += usize::from(child.try_wait()?.is_none());
        child.kill()?;
        child.wait()?;
    }
    for ledger in ["killed.db", "whole.db"] {
        ensure!(run(ledger).status()?.success(), "taking in fails");
    }
    let [killed, whole] = ["killed.db", "whole.db"].map(|ledger| dump(&dir.join(ledger)));
    let same = killed? == whole?;
    let complaints = Ledger::open(&dir.join("killed.db"))?.check()?;
    println!(
        "killed            {hit} of {kills} times while running; {}",
        if same { "nothing lost or doubled" } else { "THE LEDGERS DIFFER" }
    );
    println!("check             {}", if complaints.is_empty() { "clean".to_owned() } else { complaints.join("; ") });
    std::fs::remove_dir_all(&dir)?;
    ensure!(same && complaints.is_empty(), "killing did harm");
    Ok(())
}

/// Every row of every view.
fn dump(path: &Path) -> Result<Vec<String>> {
    let mut ledger = Ledger::open(path)?;
    let mut out = Vec::new();
    for view in sayso_ledger::views() {
        ledger.sql(&view.select())?.each(|cells| {
            out.push(serde_json::to_string(&cells)?);
            anyhow::Ok(())
        })?;
    }
    Ok(out)
}

/// Lines of JSONL from paragraphs of the casebook, recombined.
fn reports(count: usize) -> Result<String> {
    let paragraphs: Vec<String> = casebook_texts()?;
    let mut random = Random(4);
    let mut out = String::new();
    for i in 0..count {
        let mut pick = || paragraphs[random.below(paragraphs.len())].as_str();
        let text = format!("{}\n\n{}\n\n({i})", pick(), pick());
        let outlet = format!("Outlet {}", random.below(OUTLETS));
        let line = serde_json::json!({"id": format!("r{i}"), "publisher": outlet, "published": day(random.below(DAYS)), "text": text});
        out += &format!("{line}\n");
    }
    Ok(out)
}

fn casebook_texts() -> Result<Vec<String>> {
    let engine = Engine::with_actors(&lexicon(&home().join("lexicon"))?)?;
    let book = sound(&home().join("train"), engine.codebook())?;
    let paragraphs = book.reports().flat_map(|r| r.text.as_str().split("\n\n").map(str::to_owned).collect::<Vec<_>>());
    Ok(paragraphs.filter(|p| p.len() > 80).collect())
}
