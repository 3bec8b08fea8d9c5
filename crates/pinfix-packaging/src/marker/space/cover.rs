//! From a diagram to a few cubes that cover it: Minato's and Morreale's irredundant cover, for questions with more than
//! two answers.

use std::collections::BTreeSet;

use super::algebra::{starts, values};
use super::cube::{Cube, Literal};
use super::diagram::{Diagram, Level, MarkerSpace};
use super::pythons::END;

/// Cubes that cover all of `least` and nothing beyond `most`.
pub(super) fn cover(least: &MarkerSpace, most: &MarkerSpace) -> Vec<Cube> {
    if least.is_none() {
        return Vec::new();
    }
    if most.is_all() {
        return vec![Vec::new()];
    }
    let answers = answers(least, most);
    // What holds whatever the answer is needs no question.
    let common = answers
        .iter()
        .fold(MarkerSpace::all(), |all, answer| all.and(&answer.most));
    let mut cubes = Vec::new();
    let mut left = MarkerSpace::none();
    for answer in answers {
        let own = cover(&answer.least.without(&common), &answer.most);
        let covered = own.iter().fold(MarkerSpace::none(), |all, cube| {
            all.or(&super::cube::space_of(cube))
        });
        left = left.or(&answer.least.without(&covered));
        cubes.extend(
            own.into_iter()
                .map(|cube| [answer.literals.clone(), cube].concat()),
        );
    }
    cubes.extend(cover(&left, &common));
    cubes
}

/// One answer to the topmost question of either, and what it leaves of them.
struct Answer {
    literals: Vec<Literal>,
    least: MarkerSpace,
    most: MarkerSpace,
}

fn answers(least: &MarkerSpace, most: &MarkerSpace) -> Vec<Answer> {
    match least.level().min(most.level()) {
        Level::Leaf => Vec::new(),
        Level::Python => {
            let starts = starts(least, most);
            let ends: Vec<u32> = starts.iter().skip(1).copied().chain([END]).collect();
            let answer = |(start, end): (u32, u32)| {
                let from = (start > 0).then_some(Literal::AtLeast(start));
                let to = (end < END).then_some(Literal::Below(end));
                Answer {
                    literals: from.into_iter().chain(to).collect(),
                    least: least.at_python(start).clone(),
                    most: most.at_python(start).clone(),
                }
            };
            starts.into_iter().zip(ends).map(answer).collect()
        }
        Level::Text(_, variable) => {
            let values: BTreeSet<Box<str>> = values(least, most, variable);
            let rest = Answer {
                literals: values
                    .iter()
                    .map(|value| Literal::IsNot(variable, value.clone()))
                    .collect(),
                least: least.at_rest(variable).clone(),
                most: most.at_rest(variable).clone(),
            };
            let named = values.into_iter().map(|value| Answer {
                least: least.at_text(variable, &value).clone(),
                most: most.at_text(variable, &value).clone(),
                literals: vec![Literal::Is(variable, value)],
            });
            named.chain([rest]).collect()
        }
        Level::Asked(text) => {
            let ((yes, no), (most_yes, most_no)) = (least.at_asked(text), most.at_asked(text));
            let on_top = [least, most].into_iter().find_map(|space| match &*space.0 {
                Diagram::Asked {
                    text: own,
                    comparison,
                    ..
                } if **own == *text => Some(comparison),
                _ => None,
            });
            let Some(comparison) = on_top else {
                return Vec::new();
            };
            let answer = |answer: bool, least: &MarkerSpace, most: &MarkerSpace| Answer {
                literals: vec![Literal::Asked(comparison.clone(), answer)],
                least: least.clone(),
                most: most.clone(),
            };
            vec![answer(true, yes, most_yes), answer(false, no, most_no)]
        }
    }
}
