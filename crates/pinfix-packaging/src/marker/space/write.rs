//! From sets of environments back to markers, as short as can be.

use super::cover::cover;
use super::cube::{Cube, Literal, meets, space_of};
use super::diagram::{Diagram, MarkerSpace};
use super::pythons::{Point, is_minor, is_one_minor, short};
use crate::marker::join;
use crate::marker::tree::{Expression, Marker, MarkerOperator, Operand};
use crate::marker::variable::MarkerVariable;

/// So many alternatives are compared with each other; nobody reads a marker that is longer.
const COMPARED: usize = 48;

impl MarkerSpace {
    /// A marker that admits, among the environments in `within`, those in this set and no others; nothing where it admits
    /// all of them. Where it admits none, the marker is one that never holds.
    pub fn to_marker(&self, within: &Self) -> Option<Marker> {
        // What the marker must not admit, and what it must.
        let outside = within.without(self);
        if outside.is_none() {
            return None;
        }
        let inside = self.and(within);
        let borders = borders(&outside);
        let mut short: Vec<Cube> = Vec::new();
        for cube in cover(&inside, &outside.not()) {
            let cube = shortened(cube, &outside, &borders);
            if !short.contains(&cube) {
                short.push(cube);
            }
        }
        let needed = without_repeats(short, within);
        if needed.is_empty() {
            return Some(never());
        }
        Some(join::or(needed.iter().map(marker).collect()))
    }
}

/// A marker that holds nowhere.
fn never() -> Marker {
    Marker::Expression(comparison(MarkerVariable::PythonVersion, MarkerOperator::Lt, "0"))
}

/// Where spans of Pythons begin.
fn borders(space: &MarkerSpace) -> Vec<Point> {
    match &*space.0 {
        Diagram::Python(spans) => spans.iter().map(|(start, _)| *start).collect(),
        _ => Vec::new(),
    }
}

/// The cube without what it does not need to stay clear of `outside`; what comes last in the order of questions is the
/// first to go. A bound that is needed is put as far out as it can be.
fn shortened(mut cube: Cube, outside: &MarkerSpace, borders: &[Point]) -> Cube {
    for at in (0..cube.len()).rev() {
        let mut shorter = cube.clone();
        let literal = shorter.remove(at);
        if !meets(&shorter, outside) {
            cube = shorter;
            continue;
        }
        let weaker: Vec<Literal> = match literal {
            Literal::AtLeast(start) => {
                let earlier = borders.iter().filter(|border| **border < start);
                earlier.map(|border| Literal::AtLeast(*border)).collect()
            }
            Literal::Below(end) => {
                let later = borders.iter().rev().filter(|border| **border > end);
                later.map(|border| Literal::Below(*border)).collect()
            }
            _ => continue,
        };
        for literal in weaker {
            let mut wider = cube.clone();
            wider[at] = literal;
            if !meets(&wider, outside) {
                cube = wider;
                break;
            }
        }
    }
    cube
}

/// The cubes without those that the others make up for; the longest go first.
fn without_repeats(mut cubes: Vec<Cube>, within: &MarkerSpace) -> Vec<Cube> {
    if cubes.len() > COMPARED {
        return cubes;
    }
    let mut by_length: Vec<Cube> = cubes.clone();
    by_length.sort_by_key(|cube| std::cmp::Reverse(cube.len()));
    for cube in by_length {
        if cubes.len() == 1 {
            break;
        }
        let others = cubes.iter().filter(|it| **it != cube);
        let others = others.fold(MarkerSpace::none(), |all, it| all.or(&space_of(it)));
        if !meets(&cube, &within.without(&others)) {
            cubes.retain(|it| *it != cube);
        }
    }
    cubes
}

fn marker(cube: &Cube) -> Marker {
    let mut parts = Vec::new();
    let mut rest = &cube[..];
    if let [Literal::AtLeast(start), Literal::Below(end), after @ ..] = rest
        && is_one_minor(*start, *end)
    {
        parts.push(comparison(
            MarkerVariable::PythonVersion,
            MarkerOperator::Eq,
            &short(*start),
        ));
        rest = after;
    }
    parts.extend(rest.iter().map(|literal| match literal {
        Literal::AtLeast(start) => bound(MarkerOperator::Ge, *start),
        Literal::Below(end) => bound(MarkerOperator::Lt, *end),
        Literal::Is(variable, value) => comparison(*variable, MarkerOperator::Eq, value),
        Literal::IsNot(variable, value) => comparison(*variable, MarkerOperator::Ne, value),
        Literal::Asked(comparison, true) => comparison.clone(),
        Literal::Asked(comparison, false) => Expression {
            operator: opposite(comparison.operator),
            ..comparison.clone()
        },
    }));
    join::and(parts.into_iter().map(Marker::Expression).collect())
}

/// The operator that admits what this one does not.
fn opposite(operator: MarkerOperator) -> MarkerOperator {
    match operator {
        MarkerOperator::In => MarkerOperator::NotIn,
        MarkerOperator::Eq => MarkerOperator::Ne,
        MarkerOperator::Lt => MarkerOperator::Ge,
        MarkerOperator::Le => MarkerOperator::Gt,
        MarkerOperator::Gt => MarkerOperator::Le,
        MarkerOperator::Ge => MarkerOperator::Lt,
        // Asked for as what they come to, or as the other way round.
        same => same,
    }
}

fn bound(operator: MarkerOperator, at: Point) -> Expression {
    let variable = if is_minor(at) {
        MarkerVariable::PythonVersion
    } else {
        MarkerVariable::PythonFullVersion
    };
    comparison(variable, operator, &short(at))
}

fn comparison(variable: MarkerVariable, operator: MarkerOperator, value: &str) -> Expression {
    Expression {
        left: Operand::Variable(variable),
        operator,
        right: Operand::Literal(value.into()),
    }
}
