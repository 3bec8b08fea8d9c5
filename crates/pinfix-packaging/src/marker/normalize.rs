//! Bringing the names in comparisons with extras into normal form (PEP 685).

use super::tree::{Expression, Operand};
use super::variable::MarkerVariable;

/// The same comparison with the extra that it names in normal form.
pub(super) fn expression(mut expression: Expression) -> Expression {
    match (&mut expression.left, &mut expression.right) {
        (Operand::Variable(MarkerVariable::Extra), Operand::Literal(name))
        | (
            Operand::Literal(name),
            Operand::Variable(
                MarkerVariable::Extra | MarkerVariable::Extras | MarkerVariable::DependencyGroups,
            ),
        ) => {
            *name = normal_name(name);
        }
        _ => {}
    }
    expression
}

/// `canonicalize_name` of `packaging`: the text need not be a name.
fn normal_name(name: &str) -> Box<str> {
    let mut normal = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '-' | '_' | '.' => {
                if !normal.ends_with('-') {
                    normal.push('-');
                }
            }
            _ => normal.extend(character.to_lowercase()),
        }
    }
    normal.into()
}
