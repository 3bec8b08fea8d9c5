//! Conflicts that say the same of many lines, told as one: ten pairs of five lines that each want another botocore are one
//! sentence and one picture.

use std::collections::BTreeSet;

use pinfix_packaging::PackageName;

use super::{BlamedLine, Explanation, Hint, phrase};

/// One conflict in words, or several that are told as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The positions of the conflicts, in order.
    pub conflicts: Vec<usize>,
    /// Their words.
    pub explanation: Explanation,
}

/// What a conflict of two lines comes down to, where their demands on one package are all that is at play: no release meets
/// both. Conflicts of this kind can be told together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parting {
    /// The package.
    pub package: PackageName,
    /// What each of the two lines demands of it, as in `>=2`.
    pub demands: [String; 2],
    /// What it depends on, such as ` on Python 3.9`.
    pub cause: String,
}

/// The conflicts at these positions, those told as one that can be; in the order of the first of each.
pub fn joined(explanations: &[Explanation], among: &[usize]) -> Vec<Joined> {
    let mut told: Vec<Joined> = Vec::new();
    let mut packages: Vec<&PackageName> = Vec::new();
    for at in among {
        let Some(explanation) = explanations.get(*at) else {
            continue;
        };
        match parting_of(explanation) {
            None => told.push(alone(*at, explanation)),
            Some(parting) if !packages.contains(&&parting.package) => packages.push(&parting.package),
            Some(_) => {}
        }
    }
    for package in packages {
        told.extend(Clashing::about(package, explanations, among).told());
    }
    told.sort_by(|one, other| one.conflicts.cmp(&other.conflicts));
    told
}

/// What it comes down to, where there is nothing else to say of it.
fn parting_of(explanation: &Explanation) -> Option<&Parting> {
    explanation
        .parting
        .as_ref()
        .filter(|_| explanation.help.is_empty())
}

fn alone(at: usize, explanation: &Explanation) -> Joined {
    Joined {
        conflicts: vec![at],
        explanation: explanation.clone(),
    }
}

/// A line, and what it has to do with the package.
#[derive(Debug, PartialEq, Eq)]
struct Demanding<'a> {
    line: &'a BlamedLine,
    chain: &'a str,
    demand: &'a str,
}

/// A conflict of two lines, by their positions among all that demand something of the package.
#[derive(Debug, Clone, Copy)]
struct Pair {
    conflict: usize,
    ends: [usize; 2],
}

/// The conflicts of two lines each on one package.
struct Clashing<'a> {
    package: &'a PackageName,
    explanations: &'a [Explanation],
    lines: Vec<Demanding<'a>>,
    pairs: Vec<Pair>,
}

/// Several pairs that are told as one.
enum Shape {
    /// Each two of these lines are a pair.
    AllOf(Vec<usize>),
    /// This line is a pair with each of the others.
    OneAgainst(usize, Vec<usize>),
}

impl<'a> Clashing<'a> {
    fn about(package: &'a PackageName, explanations: &'a [Explanation], among: &[usize]) -> Self {
        let mut all = Self {
            package,
            explanations,
            lines: Vec::new(),
            pairs: Vec::new(),
        };
        for conflict in among.iter().copied() {
            let Some(explanation) = explanations.get(conflict) else {
                continue;
            };
            let Some(parting) = parting_of(explanation).filter(|it| it.package == *package) else {
                continue;
            };
            let lines = explanation.lines.iter().zip(&explanation.chains);
            let ends: Vec<usize> = lines
                .zip(&parting.demands)
                .map(|((line, chain), demand)| all.position(Demanding { line, chain, demand }))
                .collect();
            if let [one, other] = ends[..] {
                all.pairs.push(Pair {
                    conflict,
                    ends: [one, other],
                });
            }
        }
        all
    }

    fn position(&mut self, line: Demanding<'a>) -> usize {
        let known = self.lines.iter().position(|it| *it == line);
        known.unwrap_or_else(|| {
            self.lines.push(line);
            self.lines.len() - 1
        })
    }

    /// As few pictures as are found by taking the one that shows most, again and again.
    fn told(mut self) -> Vec<Joined> {
        let mut told = Vec::new();
        while let Some(shape) = self.largest() {
            let (of_shape, left): (Vec<Pair>, Vec<Pair>) =
                self.pairs.iter().copied().partition(|pair| shape.has(*pair));
            self.pairs = left;
            told.push(self.tell(&shape, &of_shape));
        }
        let single = self.pairs.iter().map(|pair| pair.conflict);
        told.extend(single.map(|at| alone(at, &self.explanations[at])));
        told
    }

    /// The shape with most pairs, of those with more than one.
    fn largest(&self) -> Option<Shape> {
        let both_ways = |pair: &Pair| [pair.ends, [pair.ends[1], pair.ends[0]]];
        let pairs: BTreeSet<[usize; 2]> = self.pairs.iter().flat_map(both_ways).collect();
        let are_pair = |one: usize, other: usize| pairs.contains(&[one, other]);
        let mut best: Option<(usize, Shape)> = None;
        for start in 0..self.lines.len() {
            let mut all = vec![start];
            for line in 0..self.lines.len() {
                if !all.contains(&line) && all.iter().all(|it| are_pair(*it, line)) {
                    all.push(line);
                }
            }
            all.sort_unstable();
            let against: Vec<usize> = (0..self.lines.len())
                .filter(|line| are_pair(start, *line))
                .collect();
            let pairs_of_all = all.len() * (all.len() - 1) / 2;
            let shapes = [
                (pairs_of_all, Shape::AllOf(all)),
                (against.len(), Shape::OneAgainst(start, against)),
            ];
            for (pairs, shape) in shapes {
                if pairs > best.as_ref().map_or(1, |(most, _)| *most) {
                    best = Some((pairs, shape));
                }
            }
        }
        best.map(|(_, shape)| shape)
    }

    fn tell(&self, shape: &Shape, pairs: &[Pair]) -> Joined {
        let conflicts: Vec<usize> = pairs.iter().map(|pair| pair.conflict).collect();
        let members = || conflicts.iter().map(|at| &self.explanations[*at]);
        let mut ends: Vec<usize> = shape.lines();
        ends.sort_by_key(|at| self.lines[*at].line.clause);
        let cause = members()
            .filter_map(|it| it.parting.as_ref())
            .map(|it| it.cause.as_str())
            .find(|cause| !cause.is_empty())
            .unwrap_or_default();
        // The first of each says what is said of all; what else is said may be said of each.
        let mut reasons = vec![shape.reason(self)];
        for reason in members().flat_map(|it| it.reasons.iter().skip(1)) {
            if !reasons.contains(reason) {
                reasons.push(reason.clone());
            }
        }
        // One line less is not enough.
        let mut advice = Vec::new();
        for hint in members()
            .flat_map(|it| &it.advice)
            .filter(|it| **it != Hint::RelaxOrDrop)
        {
            if !advice.contains(hint) {
                advice.push(hint.clone());
            }
        }
        Joined {
            explanation: Explanation {
                headline: format!("{} ({} conflicts)", shape.headline(self, cause), conflicts.len()),
                lines: ends.iter().map(|at| self.lines[*at].line.clone()).collect(),
                chains: ends.iter().map(|at| self.lines[*at].chain.to_owned()).collect(),
                reasons,
                help: Vec::new(),
                advice,
                parting: None,
            },
            conflicts,
        }
    }

    /// The lines by their texts, the first of them.
    fn named(&self, lines: &[usize]) -> Vec<String> {
        let texts = lines.iter().map(|at| self.lines[*at].line.named.clone());
        phrase::first_of(texts.collect())
    }
}

impl Shape {
    fn lines(&self) -> Vec<usize> {
        match self {
            Self::AllOf(lines) => lines.clone(),
            Self::OneAgainst(one, others) => others.iter().chain([one]).copied().collect(),
        }
    }

    fn has(&self, pair: Pair) -> bool {
        match self {
            Self::AllOf(lines) => pair.ends.iter().all(|end| lines.contains(end)),
            Self::OneAgainst(one, _) => pair.ends.contains(one),
        }
    }

    fn headline(&self, pairs: &Clashing<'_>, cause: &str) -> String {
        match self {
            Self::AllOf(lines) => {
                let lines = phrase::list(&pairs.named(lines));
                format!("no two of {lines} can hold together{cause}")
            }
            Self::OneAgainst(one, others) => {
                let one = pairs.named(&[*one]).join("");
                match &pairs.named(others)[..] {
                    [first, second] => {
                        format!("{one} can't hold together{cause} with either of {first} and {second}")
                    }
                    others => format!(
                        "{one} can't hold together{cause} with any of {}",
                        phrase::list(others)
                    ),
                }
            }
        }
    }

    fn reason(&self, pairs: &Clashing<'_>) -> String {
        let package = pairs.package;
        let Self::OneAgainst(one, others) = self else {
            return format!("No release of {package} meets two of these demands.");
        };
        let different: BTreeSet<&str> = others.iter().map(|at| pairs.lines[*at].demand).collect();
        let one = pairs.lines[*one].demand;
        match different.first() {
            Some(only) if different.len() == 1 => {
                format!("No release of {package} is both {only} and {one}.")
            }
            _ => match one.strip_prefix("==").filter(|it| !it.contains([',', '*'])) {
                Some(version) => format!("{package} {version} meets none of the other demands."),
                None => format!("No release of {package} that is {one} meets any of the other demands."),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use pinfix_packaging::Span;
    use pinfix_requirements::{Origin, Sources};
    use proptest::prelude::*;

    use super::*;
    use crate::problem::ClauseId;

    fn origin(line: usize) -> Origin {
        let mut sources = Sources::default();
        let source = sources.add("requirements.txt", "p\n".repeat(line + 1));
        Origin::new(&sources, source, Span::new(2 * line, 2 * line + 1), &[])
    }

    /// The conflict of two lines on a package.
    fn conflict(package: &str, lines: [usize; 2]) -> Explanation {
        let demand = |line: usize| format!("=={line}");
        let blamed = |line: usize| BlamedLine {
            clause: ClauseId(u32::try_from(line).unwrap()),
            origin: origin(line),
            label: format!("leads to {package} {}", demand(line)),
            named: format!("`p{line}`"),
        };
        Explanation {
            headline: format!("`p{}` and `p{}` can't hold together", lines[0], lines[1]),
            lines: lines.map(blamed).to_vec(),
            chains: lines
                .map(|line| format!("p{line} -> {package} {}", demand(line)))
                .to_vec(),
            reasons: vec![format!("No release of {package} is both.")],
            help: Vec::new(),
            advice: vec![Hint::RelaxOrDrop],
            parting: Some(Parting {
                package: package.parse().unwrap(),
                demands: lines.map(demand),
                cause: String::new(),
            }),
        }
    }

    fn told(conflicts: &[Explanation]) -> Vec<String> {
        let all: Vec<usize> = (0..conflicts.len()).collect();
        let told = joined(conflicts, &all).into_iter();
        told.map(|it| {
            format!(
                "{} | {}",
                it.explanation.headline,
                it.explanation.reasons.join(" ")
            )
        })
        .collect()
    }

    #[test]
    fn pairs_of_all_lines_and_one_line_against_others_are_told_as_one() {
        let pairs = [[0, 1], [0, 2], [1, 2], [0, 3], [1, 3], [2, 3], [1, 4], [2, 4]];
        assert_eq!(
            told(&pairs.map(|lines| conflict("core", lines))),
            [
                "no two of `p0`, `p1`, `p2` and `p3` can hold together (6 conflicts) | No release of core meets two of \
                 these demands.",
                "`p4` can't hold together with either of `p1` and `p2` (2 conflicts) | core 4 meets none of the other demands.",
            ]
        );
        let against = [[0, 5], [1, 5], [2, 5], [3, 5], [4, 5]];
        assert_eq!(
            told(&against.map(|lines| conflict("core", lines))),
            [
                "`p5` can't hold together with any of `p0`, `p1`, `p2` and 2 other lines (5 conflicts) | core 5 meets none of \
              the other demands."
            ]
        );
    }

    #[test]
    fn what_differs_is_told_apart() {
        let mut elsewhere = conflict("core", [1, 2]);
        elsewhere.chains[0] = "p1 -> other -> core ==1".to_owned();
        let mut with_more = conflict("core", [1, 3]);
        with_more.parting = None;
        let mut with_help = conflict("core", [0, 3]);
        with_help.help = vec![Hint::NoIndex];
        let all = [
            conflict("core", [0, 1]),
            conflict("util", [1, 2]),
            elsewhere,
            with_more,
            with_help,
        ];
        let heads: Vec<String> = all.iter().map(|it| it.headline.clone()).collect();
        let told: Vec<String> = joined(&all, &[0, 1, 2, 3, 4])
            .into_iter()
            .map(|it| it.explanation.headline)
            .collect();
        assert_eq!(told, heads);
    }

    #[test]
    fn a_line_less_is_no_advice_where_there_are_several_conflicts() {
        let told = joined(&[[0, 1], [0, 2]].map(|lines| conflict("core", lines)), &[0, 1]);
        assert!(told[0].explanation.advice.is_empty());
        let single = joined(&[conflict("core", [0, 1])], &[0]);
        assert_eq!(single[0].explanation.advice, [Hint::RelaxOrDrop]);
    }

    proptest! {
        #[test]
        fn each_conflict_is_told_once_and_with_its_lines(
            pairs in prop::collection::btree_set((0_usize..6, 0_usize..6, 0_usize..2), 0..16)
        ) {
            let conflicts: Vec<Explanation> = pairs
                .iter()
                .filter(|(one, other, _)| one < other)
                .map(|(one, other, package)| conflict(["core", "util"][*package], [*one, *other]))
                .collect();
            let all: Vec<usize> = (0..conflicts.len()).collect();
            let told = joined(&conflicts, &all);
            let mut seen: Vec<usize> = told.iter().flat_map(|it| it.conflicts.clone()).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, all);
            for Joined { conflicts: members, explanation } in &told {
                let lines: BTreeSet<ClauseId> = explanation.lines.iter().map(|it| it.clause).collect();
                let own = members.iter().flat_map(|at| &conflicts[*at].lines).map(|it| it.clause);
                prop_assert_eq!(lines, own.collect::<BTreeSet<_>>());
                // What is said of all of them is said of these pairs, and of no other.
                let count = explanation.lines.len();
                let is_all = explanation.headline.starts_with("no two");
                prop_assert_eq!(members.len(), if is_all { count * (count - 1) / 2 } else { count - 1 });
            }
            prop_assert!(told.is_sorted_by_key(|it| it.conflicts[0]));
        }
    }
}
