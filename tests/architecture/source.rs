//! The modules of a library or binary, read from its root file on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item};

use crate::imports::{self, Import};

/// One module: a file, or part of one.
pub(crate) struct Module {
    /// `crate`, `crate::a`, `crate::a::b`.
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    pub(crate) parent: Option<usize>,
    pub(crate) children: BTreeMap<String, usize>,
    /// The names of the items that stand here.
    pub(crate) items: BTreeSet<String>,
    /// What stands here and refers to other places.
    pub(crate) imports: Vec<Import>,
}

/// Every module from this root file on, the root first; a child always comes after its parent.
pub(crate) fn read(root: &Path) -> Vec<Module> {
    let mut reader = Reader { modules: Vec::new() };
    let folder = root.parent().unwrap();
    reader.add("crate", root, folder, None, parse(root).items);
    reader.modules
}

struct Reader {
    modules: Vec<Module>,
}

impl Reader {
    /// Adds a module whose children are files in `folder`.
    fn add(
        &mut self,
        name: &str,
        file: &Path,
        folder: &Path,
        parent: Option<usize>,
        items: Vec<Item>,
    ) -> usize {
        let index = self.modules.len();
        let (modules, items): (Vec<Item>, Vec<Item>) = items
            .into_iter()
            .filter(|item| !is_test(item))
            .partition(|item| matches!(item, Item::Mod(_)));
        self.modules.push(Module {
            name: name.to_owned(),
            file: file.to_owned(),
            parent,
            children: BTreeMap::new(),
            items: items.iter().filter_map(item_name).collect(),
            imports: imports::collect(&items),
        });
        for item in modules {
            let Item::Mod(module) = item else { continue };
            let child = module.ident.to_string();
            let full = format!("{name}::{child}");
            let inner = folder.join(&child);
            let place = if let Some((_, items)) = module.content {
                self.add(&full, file, &inner, Some(index), items)
            } else {
                let candidates = [folder.join(format!("{child}.rs")), inner.join("mod.rs")];
                let found = candidates.iter().find(|path| path.is_file());
                let path = found.unwrap_or_else(|| panic!("{}: no file for `mod {child}`", file.display()));
                self.add(&full, path, &inner, Some(index), parse(path).items)
            };
            self.modules[index].children.insert(child, place);
        }
        index
    }
}

fn parse(path: &Path) -> syn::File {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether the item is there in tests only.
fn is_test(item: &Item) -> bool {
    attributes(item).iter().any(is_test_only)
}

/// Whether this is `#[cfg(test)]`, or `#[cfg(all(test, …))]`.
pub(crate) fn is_test_only(attribute: &Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else {
        return false;
    };
    let text = list.tokens.to_string();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    list.path.is_ident("cfg") && words.clone().any(|word| word == "test") && !words.any(|word| word == "not")
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn item_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
