//! Which language a text is in. Only English is coded, so the question that matters is whether a text is English; for the
//! others the name goes into the record.

use whatlang::{Lang, Script};

/// ISO 639-1 code of the language that is coded.
pub(super) const CODED: &str = "en";

/// A text in Latin letters that is shorter than this says too little.
const MIN_LATIN: usize = 80;
/// Bytes looked at from the beginning, and as many from the middle.
const WINDOW: usize = 3_000;
/// Words that are frequent in English and rare in its neighbours.
const ENGLISH: [&str; 14] =
    ["the", "of", "and", "to", "that", "said", "was", "with", "from", "by", "has", "have", "their", "which"];
/// One in so many words of English prose is one of [`ENGLISH`] (measured on news: one in five or six).
const WORDS_PER_ENGLISH: usize = 12;
/// In texts of other languages not one in so many words is.
const WORDS_PER_FOREIGN: usize = 40;
/// With fewer words their lack says nothing: headlines do without them.
const MIN_WORDS: usize = 20;

/// The language of a text, none when it is too short to tell or the signs disagree.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let sample = sample(text);
    let info = whatlang::detect(&sample)?;
    if info.script() != Script::Latin {
        return iso_639_1(info.lang());
    }
    if sample.trim().len() < MIN_LATIN {
        return None;
    }
    let (words, english) = count(&sample);
    if english * WORDS_PER_ENGLISH >= words {
        return Some(CODED);
    }
    let foreign =
        info.lang() != Lang::Eng && (info.is_reliable() || words >= MIN_WORDS && english * WORDS_PER_FOREIGN < words);
    (foreign || info.lang() == Lang::Eng).then(|| iso_639_1(info.lang())).flatten()
}

fn count(sample: &str) -> (usize, usize) {
    let words = sample.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    words.fold((0, 0), |(all, english), w| {
        (all + 1, english + usize::from(ENGLISH.iter().any(|e| e.eq_ignore_ascii_case(w))))
    })
}

/// The text itself, or pieces of a long one.
fn sample(text: &str) -> String {
    if text.len() <= 2 * WINDOW {
        return text.to_owned();
    }
    let window = |from: usize| {
        let (start, end) = (text.floor_char_boundary(from), text.floor_char_boundary(from + WINDOW));
        &text[start..end]
    };
    format!("{} {}", window(0), window((text.len() - WINDOW) / 2))
}

fn iso_639_1(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        for (expected, text) in [
            (Some("en"), "The envoy said on Monday that the talks with the two governments would go on in the spring."),
            (
                Some("en"),
                "Troops left Kyiv. The president thanked Müller, García, Nuñez, Lefèvre and Åkesson for their help, officials said.",
            ),
            (
                Some("fr"),
                "Le président a annoncé mardi que les troupes quitteraient la région avant la fin du mois, selon un communiqué du ministère.",
            ),
            (
                Some("de"),
                "Der Präsident kündigte am Dienstag an, dass die Truppen die Region vor Ende des Monats verlassen würden, wie das Ministerium mitteilte.",
            ),
            (
                Some("es"),
                "El presidente anunció el martes que las tropas abandonarían la región antes de fin de mes, según un comunicado del ministerio.",
            ),
            (
                Some("nl"),
                "De president kondigde dinsdag aan dat de troepen de regio voor het einde van de maand zouden verlaten, aldus het ministerie.",
            ),
            (
                Some("it"),
                "Il presidente ha annunciato martedì che le truppe lasceranno la regione entro la fine del mese, secondo il ministero.",
            ),
            (
                Some("pt"),
                "O presidente anunciou na terça-feira que as tropas deixariam a região antes do fim do mês, segundo o ministério.",
            ),
            (Some("ru"), "Президент объявил, что войска уйдут."),
            (Some("ar"), "أعلن الرئيس يوم الثلاثاء أن القوات ستغادر المنطقة"),
            (Some("ko"), "대통령은 화요일 발표했다"),
            (None, "Troops left the city."),
            (
                Some("en"),
                "Troops leave Kyiv; Doe hails victory; Roe slams Moscow; leaders meet Friday; markets rally as talks resume",
            ),
            (None, "12345 67890 -- 12345 67890"),
            (None, ""),
        ] {
            assert_eq!(detect(text), expected, "{text}");
        }
    }

    #[test]
    fn long_texts_are_sampled() {
        let text = "Les troupes ont quitté la ville de Besançon après les négociations. ".repeat(2_000);
        assert!(sample(&text).len() <= 2 * WINDOW + 1);
        assert_eq!(detect(&text), Some("fr"));
    }
}
