//! From a path as written to the module that it leads to, through re-exports.

use crate::source::Module;
use crate::workspace::Target;

/// How many re-exports of re-exports are followed.
const DEPTH: usize = 16;

/// A reference from one module to another of the same target.
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// `src/a.rs:3: super::b::C`, for people.
    pub(crate) place: String,
}

impl Target {
    /// Every reference from one module to another. A folder that re-exports what is in it does not *use* that: it is a
    /// page of contents.
    pub(crate) fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (from, module) in self.modules.iter().enumerate() {
            for import in &module.imports {
                let Some(to) = self.resolve(from, &import.path, DEPTH) else {
                    continue;
                };
                let contents = import.exported && self.is_inside(to, from);
                if from != to && !contents {
                    let place = format!(
                        "{}:{}: {}",
                        module.file.display(),
                        import.line,
                        import.path.join("::")
                    );
                    edges.push(Edge { from, to, place });
                }
            }
        }
        edges
    }

    /// Whether a module is `outer` or below it.
    pub(crate) fn is_inside(&self, module: usize, outer: usize) -> bool {
        module == outer
            || self.modules[module]
                .parent
                .is_some_and(|parent| self.is_inside(parent, outer))
    }

    /// The module that a path leads to; `None` where it leaves the crate, or names something local.
    pub(crate) fn resolve(&self, from: usize, path: &[String], depth: usize) -> Option<usize> {
        let (first, rest) = path.split_first()?;
        let module = &self.modules[from];
        match first.as_str() {
            "crate" => Some(self.descend(0, rest, depth)),
            "self" => Some(self.descend(from, rest, depth)),
            "super" => {
                let parent = module.parent?;
                // `super::super::…`, which `resolve` takes apart from the parent's point of view.
                if rest.first().is_some_and(|next| next == "super") {
                    self.resolve(parent, rest, depth)
                } else {
                    Some(self.descend(parent, rest, depth))
                }
            }
            name if module.children.contains_key(name) => Some(self.descend(from, path, depth)),
            _ => None,
        }
    }

    /// The module in which `path` ends, seen from inside `module`.
    fn descend(&self, module: usize, path: &[String], depth: usize) -> usize {
        let Some((name, rest)) = path.split_first() else {
            return module;
        };
        let here = &self.modules[module];
        if let Some(child) = here.children.get(name) {
            return self.descend(*child, rest, depth);
        }
        let exported = self.exported_from(here, module, name, depth);
        exported.map_or(module, |target| {
            self.descend(target, rest, depth.saturating_sub(1))
        })
    }

    /// The module that a name really comes from, where it is imported into `here` and used from there.
    fn exported_from(&self, here: &Module, module: usize, name: &str, depth: usize) -> Option<usize> {
        if depth == 0 || here.items.contains(name) {
            return None;
        }
        let named = here
            .imports
            .iter()
            .find(|import| import.alias.as_deref() == Some(name));
        if let Some(import) = named {
            return self.resolve(module, &import.path, depth - 1);
        }
        let globs = here
            .imports
            .iter()
            .filter_map(|import| match import.path.split_last() {
                Some((last, path)) if last == "*" => self.resolve(module, path, depth - 1),
                _ => None,
            });
        globs.into_iter().find(|target| {
            let target = &self.modules[*target];
            let imported = target
                .imports
                .iter()
                .any(|import| import.alias.as_deref() == Some(name));
            target.items.contains(name) || target.children.contains_key(name) || imported
        })
    }
}
