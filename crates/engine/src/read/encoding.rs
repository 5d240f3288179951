//! Bytes to text: byte-order marks, UTF-8, and the legacy encodings that news archives hold.

use crate::error::{Error, Result};

/// How much of a file is looked at to tell its encoding and whether it is text at all.
const SAMPLE: usize = 64 * 1024;

/// Decodes a file; the second value is a note when something had to be guessed or replaced.
pub fn decode(place: &str, bytes: &[u8]) -> Result<(String, Option<String>)> {
    if let Some((encoding, skip)) = encoding_rs::Encoding::for_bom(bytes) {
        return Ok(finish(encoding, &bytes[skip..], false));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        refuse_binary(place, bytes)?;
        return Ok((text.to_owned(), None));
    }
    refuse_binary(place, bytes)?;
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
    Ok(finish(encoding, bytes, true))
}

fn finish(encoding: &'static encoding_rs::Encoding, bytes: &[u8], guessed: bool) -> (String, Option<String>) {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let note = match (bad, guessed) {
        (true, _) => Some(format!("read as {}: bytes that are no text were replaced", encoding.name())),
        (false, true) => Some(format!("encoding guessed: {}", encoding.name())),
        (false, false) => None,
    };
    (text.into_owned(), note)
}

/// A file with NUL bytes, or mostly control characters, is no text.
fn refuse_binary(place: &str, bytes: &[u8]) -> Result<()> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let controls = sample.iter().filter(|&&b| b < 32 && !matches!(b, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b)).count();
    if sample.contains(&0) || controls * 10 > sample.len() {
        return Err(Error::input(place, "this is a binary file, not a text; give plain text or JSONL"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_encodings() -> Result<()> {
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("Kyïv".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode("t", &utf16)?.0, "Kyïv");
        assert_eq!(decode("t", b"\xef\xbb\xbfplain")?.0, "plain");
        let (text, note) = decode("t", b"The caf\xe9 in Orl\xe9ans, he said, \x93closed\x94 in May.")?;
        assert_eq!(text, "The café in Orléans, he said, “closed” in May.");
        assert!(note.is_some());
        Ok(())
    }

    #[test]
    fn binary_is_refused() {
        assert!(decode("a.bin", b"\x7fELF\x02\x01\x00\x00").unwrap_err().to_string().starts_with("a.bin: "));
    }
}
