//! Bytes to text: byte-order marks, UTF-8, UTF-16 without a mark, and the legacy encodings that news archives hold. What
//! is no text at all is refused with its reason.

use crate::error::{Error, Result};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a file is looked at to tell its encoding and whether it is text at all.
const SAMPLE: usize = 64 * 1024;
/// More than one control character in so many bytes is no text.
const BYTES_PER_CONTROL: usize = 50;
/// A file that is UTF-8 but for damaged places has at least so many sound multi-byte characters to one damaged place.
const SOUND_PER_DAMAGED: usize = 2;

/// How files that are often handed in by mistake begin.
const OTHER_FORMATS: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"SQLite format 3\0", "an SQLite database"),
];

/// A decoded file.
#[derive(Debug, PartialEq)]
pub struct Decoded {
    /// The text, without a byte-order mark.
    pub text: String,
    /// What had to be guessed or replaced.
    pub note: Option<String>,
}

/// Decodes a file; `place` names it in the complaint about bytes that are no text.
pub fn decode(place: &str, bytes: &[u8]) -> Result<Decoded> {
    if let Some((_, format)) = OTHER_FORMATS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Error::input(place, format!("this is {format}, not a text; give its text or JSONL")));
    }
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => decode_as(encoding, &bytes[mark..], false),
        None => decode_unmarked(bytes),
    };
    sound(place, decoded)
}

/// The same for bytes that say themselves, or whose sender says, how they are encoded. A label that is not known or under
/// which the bytes are no sound text counts for nothing.
pub fn decode_labelled(place: &str, bytes: &[u8], label: &str) -> Result<Decoded> {
    let labelled = Encoding::for_label(label.trim().as_bytes()).filter(|_| Encoding::for_bom(bytes).is_none());
    match labelled.map(|encoding| decode_as(encoding, bytes, false)).filter(|d| d.note.is_none()) {
        Some(decoded) => sound(place, decoded),
        None => decode(place, bytes),
    }
}

fn sound(place: &str, decoded: Decoded) -> Result<Decoded> {
    if is_binary(&decoded.text) {
        return Err(Error::input(place, "this is a binary file, not a text; give plain text or JSONL"));
    }
    Ok(decoded)
}

fn decode_unmarked(bytes: &[u8]) -> Decoded {
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Some(encoding) = unmarked_utf16(bytes) {
            return decode_as(encoding, bytes, true);
        }
        return Decoded { text: text.to_owned(), note: None };
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return decode_as(encoding, bytes, true);
    }
    if is_damaged_utf8(bytes) {
        return decode_as(UTF_8, bytes, false);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], true);
    decode_as(detector.guess(None, chardetng::Utf8Detection::Deny), bytes, true)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Decoded {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let name = encoding.name();
    let note = match (damaged, guessed) {
        (true, _) => Some(format!("read as {name}: bytes that are no text were replaced by U+FFFD")),
        (false, true) => Some(format!("read as {name}: the encoding was guessed")),
        (false, false) => None,
    };
    Decoded { text: text.into_owned(), note }
}

/// UTF-16 text in a Latin script has a zero byte in nearly every pair, always on the same side.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|&&b| b == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let pairs = sample.len() / 2;
    let most = |n: usize| pairs > 0 && n * 10 > pairs * 6;
    match (most(first), most(second)) {
        (false, true) if first * 50 <= pairs => Some(UTF_16LE),
        (true, false) if second * 50 <= pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// True when the sound multi-byte characters show that the damaged places are accidents.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut damaged) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    sound >= damaged * SOUND_PER_DAMAGED
}

fn is_binary(text: &str) -> bool {
    let sample = &text.as_bytes()[..text.len().min(SAMPLE)];
    let controls =
        sample.iter().filter(|&&b| (b < 32 && !matches!(b, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b)) || b == 127).count();
    controls * BYTES_PER_CONTROL > sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    fn check(bytes: &[u8], text: &str, note: Option<&str>) {
        let decoded = decode("r.txt", bytes).unwrap();
        assert_eq!(decoded.text, text);
        assert_eq!(decoded.note.as_deref(), note);
    }

    #[test]
    fn marked_encodings() {
        check(b"\xef\xbb\xbfplain", "plain", None);
        check(&[&[0xff, 0xfe][..], &utf16("Kyïv ✓", u16::to_le_bytes)].concat(), "Kyïv ✓", None);
        check(&[&[0xfe, 0xff][..], &utf16("Kyïv ✓", u16::to_be_bytes)].concat(), "Kyïv ✓", None);
    }

    #[test]
    fn unmarked_encodings() {
        check("Kyïv “✓”".as_bytes(), "Kyïv “✓”", None);
        let text = "The envoy said: “No.”";
        check(&utf16(text, u16::to_le_bytes), text, Some("read as UTF-16LE: the encoding was guessed"));
        check(&utf16(text, u16::to_be_bytes), text, Some("read as UTF-16BE: the encoding was guessed"));
        check(
            b"The caf\xe9 in Orl\xe9ans, he said, \x93closed\x94 in May.",
            "The café in Orléans, he said, “closed” in May.",
            Some("read as windows-1252: the encoding was guessed"),
        );
    }

    #[test]
    fn labels_count_where_they_fit() {
        for (bytes, label, text, note) in [
            (b"caf\xe9 \x93".as_slice(), "ISO-8859-1", "café “", None),
            ("café".as_bytes(), " utf-8", "café", None),
            ("café".as_bytes(), "no such thing", "café", None),
            (
                b"He went to the caf\xe9 there",
                "utf-8",
                "He went to the café there",
                Some("read as windows-1252: the encoding was guessed"),
            ),
            (b"\xef\xbb\xbfcaf\xc3\xa9", "windows-1252", "café", None),
        ] {
            let decoded = decode_labelled("r.html", bytes, label).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.note.as_deref()), (text, note), "{label}");
        }
        assert!(decode_labelled("r.html", b"\x7fELF\0\0\0", "utf-8").is_err());
    }

    #[test]
    fn damaged_bytes_are_replaced() {
        let bytes = [" “Non” said the naïve envoy ".as_bytes(), &[0xff], " in Orléans".as_bytes()].concat();
        let note = Some("read as UTF-8: bytes that are no text were replaced by U+FFFD");
        check(&bytes, " “Non” said the naïve envoy \u{FFFD} in Orléans", note);
    }

    #[test]
    fn a_stray_control_character_is_text() {
        let text = format!("{}\0{}", "a".repeat(100), "b".repeat(100));
        check(text.as_bytes(), &text, None);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for bytes in [b"\x7fELF\x02\x01\x00\x00".as_slice(), b"%PDF-1.7 words", b"PK\x03\x04 words", &noise] {
            let error = decode("a.bin", bytes).unwrap_err().to_string();
            assert!(error.starts_with("a.bin: this is a") && error.contains("not a text"), "{error}");
        }
    }
}
