//! Puts a conflict in words.

use pinfix_packaging::{PackageName, Platform, SpecifierSet};
use pinfix_requirements::Sources;

use super::advise::{self, Surroundings};
use super::phrase;
use super::{BlamedLine, Explanation, Parting};
use crate::candidate::Exclusion;
use crate::conflict::{Condition, Conflict, ExcludedRelease, Link, Stand};
use crate::problem::{ClauseId, ClauseKind, Problem};
use crate::quality::Anachronism;

/// `conflict` in words.
pub fn explain(
    problem: &Problem,
    sources: &Sources,
    conflict: &Conflict,
    around: &Surroundings,
) -> Explanation {
    let narrator = Narrator {
        problem,
        sources,
        conflict,
    };
    if let Some(held) = &conflict.held {
        return super::held_back::explain(conflict, held, narrator.lines(), narrator.chains());
    }
    Explanation {
        headline: narrator.headline(),
        lines: narrator.lines(),
        chains: narrator.chains(),
        reasons: narrator.reasons(),
        help: advise::help(problem, conflict, around),
        advice: advise::advice(problem, conflict),
        parting: narrator.parting(),
    }
}

struct Narrator<'a> {
    problem: &'a Problem,
    sources: &'a Sources,
    conflict: &'a Conflict,
}

impl Narrator<'_> {
    fn stands(&self) -> &[Stand] {
        &self.conflict.clash.stands
    }

    fn headline(&self) -> String {
        let conflict = self.conflict;
        let name = &conflict.package;
        if let Some(stale) = &conflict.stale {
            return self.stale_headline(stale);
        }
        if let ([stand], [_]) = (self.stands(), &conflict.clauses[..]) {
            return match (conflict.clash.known, stand.links.last()) {
                (false, None) => format!("no index knows a package named `{name}`"),
                (false, Some(link)) => {
                    format!(
                        "{} {} needs `{name}`, which no index knows",
                        link.package, link.version
                    )
                }
                (true, None) => self.no_release(stand),
                (true, Some(link)) => {
                    let what = phrase::stand(name, stand);
                    format!(
                        "{} {} needs {what}, which can't be had",
                        link.package, link.version
                    )
                }
            };
        }
        let texts = conflict.clauses.iter().map(|id| self.named(*id)).collect();
        let texts = phrase::first_of(texts);
        let cause = self.cause();
        if texts.len() == 1 {
            return format!(
                "{} can't be had{cause}: it contradicts itself on {name}",
                phrase::list(&texts)
            );
        }
        format!("{} can't hold together{cause}", phrase::list(&texts))
    }

    /// `boto3` and `urllib3>=2` hold together only with boto3 1.7.84 of August 2018
    fn stale_headline(&self, stale: &Anachronism) -> String {
        let lines: Vec<String> = self
            .conflict
            .clauses
            .iter()
            .map(|id| format!("`{}`", self.text(*id)))
            .collect();
        let hold = if lines.len() == 1 {
            "holds"
        } else {
            "hold together"
        };
        let cause = self.cause();
        // Another one may be too old instead, where it is not known that this one has to be.
        let such = if stale.in_any_lock {
            ""
        } else {
            "releases that are too old, such as "
        };
        format!(
            "{} {hold}{cause} only with {such}{} {} of {}",
            phrase::list(&lines),
            stale.old.package,
            stale.old.version,
            stale.old.month()
        )
    }

    fn no_release(&self, stand: &Stand) -> String {
        let name = &self.conflict.package;
        let what = phrase::stand(name, stand);
        match &self.conflict.clash.excluded[..] {
            [] if stand.specifiers.is_empty() => format!("{name} has no releases"),
            [] => format!("{name} has no release {}", phrase::tight(&stand.specifiers)),
            [only] => format!("{name} {} {}", only.version, only.exclusion),
            several => self.none_usable(&what, several),
        }
    }

    /// That none of several releases can be used; with the reason, where it is the same for all.
    fn none_usable(&self, what: &str, excluded: &[ExcludedRelease]) -> String {
        let target = &self.problem.target;
        let minor =
            |it: &&ExcludedRelease| matches!(it.exclusion, Exclusion::Yanked { .. } | Exclusion::Prerelease);
        let mut main: Vec<&ExcludedRelease> = excluded.iter().filter(|it| !minor(it)).collect();
        if main.is_empty() {
            main = excluded.iter().collect();
        }
        let all = |test: &dyn Fn(&Exclusion) -> bool| main.iter().all(|it| test(&it.exclusion));
        let here = target.python.short();
        if all(&|it| matches!(it, Exclusion::RequiresPython { .. }))
            && let Some((python, _)) = advise::lowest_python(self.problem, excluded)
        {
            return format!("{what} needs Python {} or newer, not {here}", python.short());
        }
        if all(&|it| advise::misfit(it).is_some_and(|misfit| misfit.glibc.is_some()))
            && let Some((major, minor)) = advise::lowest_glibc(excluded)
            && let Platform::Manylinux {
                major: ours,
                minor: own,
                ..
            } = target.platform
        {
            return format!("the wheels of {what} need glibc {major}.{minor} or newer, not {ours}.{own}");
        }
        if all(&|it| matches!(it, Exclusion::TooNew { .. })) {
            return format!("no release of {what} was uploaded before the cutoff");
        }
        if all(&|it| matches!(it, Exclusion::Yanked { .. })) {
            return format!("every release of {what} was yanked");
        }
        if all(&|it| matches!(it, Exclusion::Prerelease)) {
            return format!("of {what} there are pre-releases only, which the settings rule out");
        }
        match main.first().map(|it| it.exclusion.to_string()) {
            Some(text) if main.iter().all(|it| it.exclusion.to_string() == text) => format!("{what} {text}"),
            _ => format!("no release of {what} can be used for {target}"),
        }
    }

    /// What a line is called in a sentence.
    fn named(&self, id: ClauseId) -> String {
        match self.problem.clause(id).kind {
            ClauseKind::Requirement => format!("`{}`", self.text(id)),
            ClauseKind::Constraint => format!("the constraint `{}`", self.text(id)),
        }
    }

    /// That it is so on this Python, where it is not so on each.
    fn cause(&self) -> String {
        if self.has_condition() {
            format!(" on Python {}", self.problem.target.python.short())
        } else {
            String::new()
        }
    }

    /// What it comes down to, where that is what two lines demand of one package.
    fn parting(&self) -> Option<Parting> {
        let Conflict {
            clauses,
            clash,
            closing,
            stale,
            minimal,
            ..
        } = self.conflict;
        let is_plain = clash.known && clash.settled && clash.excluded.is_empty();
        if !is_plain || stale.is_some() || !minimal || !closing.is_empty() {
            return None;
        }
        let [one, other] = self.stands() else {
            return None;
        };
        let is_demand = |stand: &Stand| {
            let direct = self.problem.clause(stand.clause).direct.is_some() && stand.links.is_empty();
            !direct && !stand.specifiers.is_empty()
        };
        let stands = [one.clause, other.clause];
        (clauses[..] == stands && is_demand(one) && is_demand(other)).then(|| Parting {
            package: self.conflict.package.clone(),
            demands: [one, other].map(|stand| phrase::tight(&stand.specifiers)),
            cause: self.cause(),
        })
    }

    fn has_condition(&self) -> bool {
        let mut links = self.stands().iter().flat_map(|stand| &stand.links);
        let of_python = |it: &Condition| !matches!(it, Condition::Platform { .. });
        links.any(|link| link.condition.as_ref().is_some_and(of_python))
    }

    /// A line as it was written, without what could be a secret.
    fn text(&self, id: ClauseId) -> String {
        let clause = self.problem.clause(id);
        pinfix_requirements::redact::redact(&clause.text).to_string()
    }

    fn lines(&self) -> Vec<BlamedLine> {
        let label = |id: ClauseId| {
            let name = &self.conflict.package;
            if let Some(stand) = self.stands().iter().find(|stand| stand.clause == id) {
                let what = phrase::stand(name, stand);
                let direct = self.problem.clause(id).direct.as_ref();
                if let Some(file) = direct.filter(|_| stand.links.is_empty()) {
                    return format!("points at {} {}", file.project, file.version);
                }
                return match (stand.links.is_empty(), self.problem.clause(id).kind) {
                    (true, ClauseKind::Requirement) => format!("asks for {what}"),
                    (true, ClauseKind::Constraint) => format!("allows only {what}"),
                    (false, _) => format!("leads to {what}"),
                };
            }
            let closing = self.conflict.closing.iter().find(|closing| closing.clause == id);
            let own = &self.problem.clause(id).requirement.name;
            match closing.and_then(|closing| closing.otherwise.as_ref()) {
                Some(version) => format!("rules out {own} {version}, which would do without this line"),
                None => format!("brings in {own}"),
            }
        };
        let origin = |id: ClauseId| self.problem.clause(id).places.first().cloned();
        let blamed = |id: &ClauseId| {
            Some(BlamedLine {
                clause: *id,
                origin: origin(*id)?,
                label: label(*id),
                named: self.named(*id),
            })
        };
        self.conflict.clauses.iter().filter_map(blamed).collect()
    }

    /// The release that a line points at by a URL or path: `tool 1.0 from https://…`.
    fn file_of(&self, stand: &Stand) -> Option<String> {
        let clause = self.problem.clause(stand.clause);
        let file = clause.direct.as_ref().filter(|_| stand.links.is_empty())?;
        let place = pinfix_requirements::redact::redact(clause.requirement.url()?).to_string();
        Some(format!("{} {} from {place}", file.project, file.version))
    }

    /// That a release is the one at the place that a line names; the place is told where another line names another one.
    fn place_of(&self, stand: &Stand) -> String {
        let clauses = self.stands().iter().map(|it| self.problem.clause(it.clause));
        let places = clauses.filter(|clause| clause.direct.is_some()).count();
        let url = self.problem.clause(stand.clause).requirement.url();
        match url.filter(|_| places > 1) {
            Some(url) => format!("from {}", pinfix_requirements::redact::redact(url)),
            None => "from that file".to_owned(),
        }
    }

    /// Where a line stands: `requirements.txt:3`.
    fn place(&self, id: ClauseId) -> String {
        match self.problem.clause(id).places.first() {
            Some(origin) => format!("{}:{}", self.sources.get(origin.source).name, origin.line),
            None => String::new(),
        }
    }

    fn chains(&self) -> Vec<String> {
        let chain = |stand: &Stand| {
            let what = if let Some(file) = self.file_of(stand) {
                file
            } else if stand.links.is_empty() {
                phrase::stand(&self.conflict.package, stand)
            } else {
                phrase::chain(&stand.links)
            };
            let kind = match self.problem.clause(stand.clause).kind {
                ClauseKind::Requirement => "",
                ClauseKind::Constraint => " (constraint)",
            };
            format!("{}: {what}{kind}", self.place(stand.clause))
        };
        self.stands().iter().map(chain).collect()
    }

    /// When what is too old and what it can't know of came out, and that the lines admit newer releases.
    fn ages(&self, stale: &Anachronism) -> [String; 2] {
        let clash = &self.conflict.clash;
        let end = match clash.stands.len() {
            _ if !clash.settled => "don't go with the rest.",
            1 if clash.excluded.is_empty() => "don't go with the rest.",
            1 => "ask for what can't be had:",
            _ => "rule this out:",
        };
        let Anachronism {
            old, newest, younger, ..
        } = stale;
        let end = match (stale.in_any_lock, end) {
            (true, _) => format!("it, and all that are not much older, {end}"),
            (false, end) if end.ends_with(':') => "the newest releases don't go together:".to_owned(),
            (false, _) => "the newest releases don't go together.".to_owned(),
        };
        [
            format!(
                "{} {} came out in {}, {} {} in {}: the old one can't say whether it works with the young one.",
                old.package,
                old.version,
                old.month(),
                younger.package,
                younger.version,
                younger.month()
            ),
            format!(
                "The newest {} that the lines admit is {} of {}; {end}",
                newest.package,
                newest.version,
                newest.month()
            ),
        ]
    }

    /// The first package on the way of a chain that is asked for without a bound from above, and by what.
    fn unbounded(&self) -> Option<(&Link, &PackageName)> {
        let pairs = self.stands().iter().flat_map(|stand| stand.links.windows(2));
        pairs.into_iter().find_map(|pair| match pair {
            [before, link] => {
                let is_free = |it: &SpecifierSet| !it.has_upper_bound();
                let specifiers = before.demands.specifiers();
                specifiers.is_some_and(is_free).then_some((before, &link.package))
            }
            _ => None,
        })
    }

    fn reasons(&self) -> Vec<String> {
        let conflict = self.conflict;
        let name = &conflict.package;
        let mut reasons = Vec::new();
        if let Some(stale) = &conflict.stale {
            reasons.extend(self.ages(stale));
        }
        let demands: Vec<String> = self
            .stands()
            .iter()
            .filter_map(|stand| match self.problem.clause(stand.clause).direct {
                Some(_) if stand.links.is_empty() => Some(self.place_of(stand)),
                _ if stand.specifiers.is_empty() => None,
                _ => Some(phrase::tight(&stand.specifiers)),
            })
            .collect();
        let parted = demands.len() > 1 && conflict.clash.known && conflict.clash.settled;
        if parted && conflict.clash.excluded.is_empty() {
            let both = if demands.len() == 2 { "both " } else { "" };
            reasons.push(format!(
                "No release of {name} is {both}{}.",
                phrase::list(&demands)
            ));
        } else if parted {
            reasons.push(format!(
                "No usable release of {name} is {}.",
                phrase::list(&demands)
            ));
        }
        let told_already =
            matches!((self.stands(), &conflict.clash.excluded[..]), ([stand], [_]) if stand.links.is_empty());
        if !told_already {
            reasons.extend(phrase::exclusions(name, &conflict.clash.excluded));
        }
        let links = self.stands().iter().flat_map(|stand| &stand.links);
        for link in links {
            reasons.extend(phrase::condition(link, &self.problem.target));
        }
        if !conflict.clash.settled && conflict.stale.is_none() {
            reasons
                .push("Each choice that meets these demands makes others that lead back to them.".to_owned());
        }
        let open = self
            .stands()
            .iter()
            .find(|stand| !stand.links.is_empty() && stand.open);
        if let Some(stand) = open {
            let own = &self.problem.clause(stand.clause).requirement.name;
            let others = format!("Other releases of {own} that the lines admit don't help");
            match &conflict.stale {
                None => reasons.push(format!("{others}: none leads to a solution.")),
                // Said already.
                Some(stale) if stale.old.package == *own => {}
                Some(_) => reasons.push(format!("{others}, unless one is as old as that.")),
            }
        }
        // What a chain goes through, and is bounded by nobody, is seen in its newest release only.
        if open.is_none()
            && conflict.stale.is_none()
            && let Some((by, name)) = self.unbounded()
        {
            reasons.push(format!(
                "Other releases of {name} that {} {} admits don't help: none leads to a solution.",
                by.package, by.version
            ));
        }
        for closing in &conflict.closing {
            let own = &self.problem.clause(closing.clause).requirement.name;
            if let Some(version) = &closing.otherwise {
                reasons.push(format!(
                    "`{}` ({}) closes the way around: {own} {version}.",
                    self.text(closing.clause),
                    self.place(closing.clause)
                ));
            }
        }
        if !conflict.minimal {
            reasons.push(
                "The time was over before it was known whether each of these lines is needed for that."
                    .to_owned(),
            );
        }
        reasons
    }
}
