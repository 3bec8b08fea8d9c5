//! What the items of a module refer to: `use` declarations, and paths in the code.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Item, ItemUse, UseTree, Visibility};

use crate::source::is_test_only;

/// One reference to another place.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    /// The path as written, a trailing `*` and all: `["super", "a", "B"]`.
    pub(crate) path: Vec<String>,
    /// The name that it has here; `None` for a path in the code and for `*`.
    pub(crate) alias: Option<String>,
    /// Whether it makes the name visible outside (`pub use`).
    pub(crate) exported: bool,
    pub(crate) line: usize,
}

/// Every reference in these items. Modules among them are left out: they have their own.
pub(crate) fn collect(items: &[Item]) -> Vec<Import> {
    let mut visitor = Visitor { imports: Vec::new() };
    items
        .iter()
        .filter(|item| !matches!(item, Item::Mod(_)))
        .for_each(|item| visitor.visit_item(item));
    visitor.imports
}

struct Visitor {
    imports: Vec<Import>,
}

impl Visitor {
    fn path(&mut self, path: Vec<String>, span: Span) {
        if path.len() > 1 {
            self.imports.push(Import {
                path,
                alias: None,
                exported: false,
                line: span.start().line,
            });
        }
    }

    /// Each leaf of a `use` tree.
    fn leaves(&mut self, tree: &UseTree, before: &[String], item: &ItemUse) {
        let mut add = |name: String, alias: Option<String>, span: Span| {
            let mut path = before.to_vec();
            // `use a::{self, B}` names `a`.
            if name != "self" || before.is_empty() {
                path.push(name);
            }
            let alias = alias
                .or_else(|| path.last().cloned())
                .filter(|alias| alias != "*");
            let exported = !matches!(item.vis, Visibility::Inherited);
            self.imports.push(Import {
                path,
                alias,
                exported,
                line: span.start().line,
            });
        };
        match tree {
            UseTree::Path(part) => {
                let before = [before, &[part.ident.to_string()]].concat();
                self.leaves(&part.tree, &before, item);
            }
            UseTree::Name(name) => add(name.ident.to_string(), None, name.ident.span()),
            UseTree::Rename(name) => {
                add(
                    name.ident.to_string(),
                    Some(name.rename.to_string()),
                    name.ident.span(),
                );
            }
            UseTree::Glob(glob) => add("*".to_owned(), None, glob.star_token.spans[0]),
            UseTree::Group(group) => group
                .items
                .iter()
                .for_each(|tree| self.leaves(tree, before, item)),
        }
    }

    /// The paths in the arguments of a macro, which has no syntax of its own: `a::b::c`.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut start = Span::call_site();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.path(std::mem::take(&mut path), start);
                        start = ident.span();
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                other => {
                    self.path(std::mem::take(&mut path), start);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.path(path, start);
    }
}

impl<'ast> Visit<'ast> for Visitor {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.leaves(&item.tree, &[], item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        self.path(names, path.segments[0].ident.span());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.visit_path(&item.path);
        self.tokens(item.tokens.clone());
    }

    /// `#[cfg(test)]` on a method.
    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !item.attrs.iter().any(is_test_only) {
            visit::visit_impl_item_fn(self, item);
        }
    }
}
