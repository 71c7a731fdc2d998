//! Texts whose parts are written differently, as far as what is struck through goes.

use std::ops::Range;

use quick_xml::events::{BytesRef, BytesStart, Event};
use tollgate_model::Struck;

use super::look::attribute;

/// What is struck through of a text. A part that says nothing of it is as its cell is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Runs {
    in_plain_cell: Struck,
    in_struck_cell: Struck,
}

impl Runs {
    /// Of a text in parts: where each begins, and whether it is struck through, if it says so.
    pub(crate) fn of(text: &str, parts: &[(usize, Option<bool>)]) -> Self {
        let within = |cell: bool| {
            let ends = parts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
            let parts = parts.iter().zip(ends);
            let struck = parts.filter(|((_, own), _)| own.unwrap_or(cell));
            let places: Vec<Range<usize>> =
                struck.map(|((start, _), end)| *start..end.max(*start)).collect();
            Struck::of(text, &places)
        };
        Self { in_plain_cell: within(false), in_struck_cell: within(true) }
    }

    /// What is struck through in a cell, by whether the cell is.
    pub(crate) fn within(&self, is_struck: bool) -> &Struck {
        if is_struck { &self.in_struck_cell } else { &self.in_plain_cell }
    }
}

/// A text of Office Open XML while its tags are read (`si`, `is`: ISO/IEC 29500-1, 18.4.8 and 18.3.1.53).
#[derive(Debug, Default)]
pub(crate) struct RichText {
    text: String,
    parts: Vec<(usize, Option<bool>)>,
    in_text: bool,
    in_phonetic: bool,
}

impl RichText {
    /// Takes what stands between the tags of the text.
    pub(crate) fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag, true),
            Event::Empty(tag) => self.open(tag, false),
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => self.in_text = false,
                "rPh" => self.in_phonetic = false,
                _ => {}
            },
            Event::Text(text) if self.in_text => {
                self.text.push_str(&text.xml_content(quick_xml::XmlVersion::Implicit1_0));
            }
            Event::GeneralRef(entity) if self.in_text => self.text.push_str(&entity_text(entity)),
            _ => {}
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, filled: bool) {
        match tag.local_name().as_ref() {
            "rPh" => self.in_phonetic = filled,
            "t" => self.in_text = filled && !self.in_phonetic,
            "r" => {
                // One without text is none: so there are no more than there is text.
                self.parts.pop_if(|(start, _)| *start == self.text.len());
                self.parts.push((self.text.len(), None));
            }
            // With properties of its own a part takes none of its cell's.
            "rPr" => self.say(false),
            "strike" => {
                self.say(attribute(tag, "val").is_none_or(|on| on == "1" || on == "true"));
            }
            _ => {}
        }
    }

    fn say(&mut self, is_struck: bool) {
        if let Some((_, own)) = self.parts.last_mut() {
            *own = Some(is_struck);
        }
    }

    /// What is struck through of it; none where no part says anything of that.
    pub(crate) fn told(&self) -> Option<Runs> {
        let tells = self.parts.iter().any(|(_, own)| own.is_some());
        tells.then(|| Runs::of(&self.text, &self.parts))
    }
}

/// The text that an entity stands for.
pub(crate) fn entity_text(entity: &BytesRef<'_>) -> String {
    let character = entity.resolve_char_ref().ok().flatten().map(String::from);
    let known = || quick_xml::escape::resolve_predefined_entity(entity).map(str::to_owned);
    character.or_else(known).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(inner: &str) -> Option<Runs> {
        let (mut reader, mut text) = (quick_xml::Reader::from_str(inner), RichText::default());
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => return text.told(),
                event => text.take(&event),
            }
        }
    }

    /// What is struck through in a plain cell and in one that is struck through itself.
    fn both(inner: &str) -> [Struck; 2] {
        let runs = told(inner).unwrap();
        [false, true].map(|cell| runs.within(cell).clone())
    }

    #[test]
    fn a_part_with_properties_says_itself_whether_it_is_struck_through() {
        let left = Struck::Part("1058756".into());
        let old = "<r><rPr><strike/></rPr><t>7771234</t></r>";
        let new = "<r><rPr><b/></rPr><t>1058756</t></r>";
        let off = "<r><rPr><x:strike val='0'/></rPr><t xml:space='preserve'>1058756 </t></r>";
        let bare = "<r><t>1058756</t></r>";
        let phonetic = "<rPh sb='0' eb='1'><t>x</t></rPh>";
        for rich in [format!("{old}{new}"), format!("{off}{old}"), format!("{old}{new}{phonetic}")]
        {
            assert_eq!(both(&rich), [left.clone(), left.clone()], "{rich}");
        }
        assert_eq!(both(&format!("{old}{bare}")), [left, Struck::All]);
        assert_eq!(both(&format!("{old}{old}")), [Struck::All, Struck::All]);
        let second = Struck::Part("1058756".into());
        assert_eq!(both(&format!("<r><t>7771234</t></r>{new}")), [Struck::Nothing, second]);
        assert_eq!(both(new), [Struck::Nothing, Struck::Nothing]);
        for plain in ["<t>1058756</t>", bare, ""] {
            assert_eq!(told(plain), None, "{plain}");
        }
    }
}
