//! Which package may be meant by a name that nobody knows.

use pinfix_packaging::PackageName;

use super::hint::Hint;

/// How many names are proposed at the most.
const PROPOSED: usize = 3;

/// The names that are nearly `wanted`, the nearest first: a slip of the fingers or two away, or the same but for a
/// `python-` or `py` before or behind.
pub fn nearest_names<'a>(
    wanted: &PackageName,
    known: impl IntoIterator<Item = &'a PackageName>,
) -> Vec<&'a PackageName> {
    let known = known.into_iter().filter(|name| *name != wanted);
    let mut near: Vec<(usize, &PackageName)> = known
        .filter_map(|name| Some((distance(wanted.as_ref(), name.as_ref())?, name)))
        .collect();
    near.sort();
    near.dedup();
    let best = near.first().map_or(0, |(distance, _)| *distance);
    let near = near.into_iter().take_while(|(distance, _)| *distance == best);
    near.map(|(_, name)| name).take(PROPOSED).collect()
}

/// How far apart two names are; nothing where that is too far for a slip.
fn distance(one: &str, other: &str) -> Option<usize> {
    if bare(one) == bare(other) {
        return Some(1);
    }
    let slips = match one.len().min(other.len()) {
        ..=2 => 0,
        3..=6 => 1,
        _ => 2,
    };
    let whole = strsim::damerau_levenshtein(one, other);
    // A slip in what is the same but for that and dashes.
    let core = 1 + strsim::damerau_levenshtein(&bare(one), &bare(other));
    let distance = whole.min(core);
    (distance <= slips).then_some(distance)
}

/// A name without what many names have before or behind.
fn bare(name: &str) -> String {
    let affixes = ["python-", "py-", "python3-"];
    let mut rest = affixes
        .iter()
        .find_map(|affix| name.strip_prefix(affix))
        .unwrap_or(name);
    rest = ["-python", "-py", "-python3"]
        .iter()
        .find_map(|affix| rest.strip_suffix(affix))
        .unwrap_or(rest);
    rest.replace('-', "")
}

/// What is to be said about a name that no index knows, where `known` are names that some index does.
pub fn unknown_name(wanted: &PackageName, known: &[PackageName]) -> Vec<Hint> {
    if let Some(hint) = installed_as(wanted) {
        return vec![hint];
    }
    if LANGUAGE.contains(&wanted.as_ref()) {
        return vec![Hint::Language];
    }
    if STANDARD.contains(&wanted.as_ref()) {
        return vec![Hint::StandardLibrary {
            module: wanted.clone(),
        }];
    }
    let common: Vec<PackageName> = common().collect();
    let names: Vec<PackageName> = nearest_names(wanted, known.iter().chain(&common))
        .into_iter()
        .cloned()
        .collect();
    if names.is_empty() {
        vec![Hint::Spelling { name: wanted.clone() }]
    } else {
        vec![Hint::DidYouMean { names }]
    }
}

/// That a name is a module's whose package has another.
pub(super) fn installed_as(wanted: &PackageName) -> Option<Hint> {
    let text: &str = wanted.as_ref();
    let (_, package) = MODULES.iter().find(|(module, _)| *module == text)?;
    Some(Hint::InstalledAs {
        module: wanted.clone(),
        package: package.parse().ok()?,
    })
}

/// The package that a name is taken for which another one has: its module's, or its own but for dashes and a number behind
/// it, as of `beautifulsoup4` and `psycopg2`.
pub(super) fn taken_for(wanted: &PackageName) -> Option<Hint> {
    let meant = bare(wanted.as_ref());
    let same = |name: &PackageName| {
        let bare = bare(name.as_ref());
        let unnumbered = bare.trim_end_matches(|it: char| it.is_ascii_digit());
        name != wanted && (bare == meant || unnumbered == meant)
    };
    installed_as(wanted).or_else(|| {
        let name = common().find(same)?;
        Some(Hint::DidYouMean { names: vec![name] })
    })
}

/// Packages that many people ask for.
fn common() -> impl Iterator<Item = PackageName> {
    COMMON.split_whitespace().filter_map(|name| name.parse().ok())
}

/// What those who write down the Python that they use call it.
const LANGUAGE: [&str; 4] = ["cpython", "python", "python2", "python3"];

/// Modules whose packages have another name.
const MODULES: [(&str, &str); 41] = [
    ("bio", "biopython"),
    ("bs4", "beautifulsoup4"),
    ("cairo", "pycairo"),
    ("corsheaders", "django-cors-headers"),
    ("crypto", "pycryptodome"),
    ("cv2", "opencv-python"),
    ("dateutil", "python-dateutil"),
    ("dns", "dnspython"),
    ("docx", "python-docx"),
    ("dotenv", "python-dotenv"),
    ("environ", "django-environ"),
    ("faiss", "faiss-cpu"),
    ("fitz", "pymupdf"),
    ("git", "gitpython"),
    ("github", "pygithub"),
    ("gi", "pygobject"),
    ("jose", "python-jose"),
    ("jwt", "pyjwt"),
    ("ldap", "python-ldap"),
    ("levenshtein", "python-levenshtein"),
    ("magic", "python-magic"),
    ("mpl-toolkits", "matplotlib"),
    ("mysqldb", "mysqlclient"),
    ("nacl", "pynacl"),
    ("openssl", "pyopenssl"),
    ("pil", "pillow"),
    ("pkg-resources", "setuptools"),
    ("pptx", "python-pptx"),
    ("rest-framework", "djangorestframework"),
    ("serial", "pyserial"),
    ("skimage", "scikit-image"),
    ("sklearn", "scikit-learn"),
    ("slugify", "python-slugify"),
    ("socketio", "python-socketio"),
    ("telegram", "python-telegram-bot"),
    ("usb", "pyusb"),
    ("win32api", "pywin32"),
    ("wx", "wxpython"),
    ("xlib", "python-xlib"),
    ("yaml", "pyyaml"),
    ("zmq", "pyzmq"),
];

/// Modules of Python itself that people ask for.
const STANDARD: [&str; 24] = [
    "abc",
    "argparse",
    "base64",
    "collections",
    "csv",
    "datetime",
    "functools",
    "hashlib",
    "http",
    "io",
    "itertools",
    "json",
    "logging",
    "math",
    "os",
    "pathlib",
    "random",
    "re",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "tkinter",
    "unittest",
];

/// Packages that many people ask for.
const COMMON: &str = "
    aiohttp alembic amqp anyio apscheduler argon2-cffi arrow asgiref asyncpg attrs awscli babel bcrypt beautifulsoup4
    billiard black bleach boto boto3 botocore bottle cachetools celery certifi cffi chardet charset-normalizer cherrypy
    click cloudpickle colorama coverage cryptography cython daphne dask dataclasses-json django django-allauth
    django-celery-beat django-cors-headers django-debug-toolbar django-environ django-extensions django-filter
    django-redis django-storages djangorestframework djangorestframework-simplejwt dnspython docker docutils
    drf-spectacular drf-yasg elasticsearch email-validator falcon fastapi filelock flake8 flask flask-cors flask-login
    flask-migrate flask-restful flask-sqlalchemy flask-wtf fsspec geopandas gevent gitpython google-api-core
    google-auth google-cloud-storage graphene greenlet grpcio gunicorn h11 httpcore httpx hypothesis idna
    importlib-metadata ipython isort itsdangerous jinja2 jmespath joblib jsonschema jupyter jupyterlab kafka-python keras
    kombu langchain loguru lxml mako markdown markupsafe marshmallow matplotlib mccabe mypy mysqlclient networkx nltk
    notebook numba numpy oauthlib openai opencv-python openpyxl orjson packaging pandas paramiko passlib pillow pip
    platformdirs playwright pluggy polars prometheus-client protobuf psutil psycopg psycopg-binary psycopg2
    psycopg2-binary pyarrow pycryptodome pydantic pydantic-core pydantic-settings pygments pyjwt pymongo pymysql pynacl
    pyodbc pyopenssl pyparsing pyserial pytest pytest-asyncio pytest-cov pytest-django pytest-mock python-dateutil
    python-dotenv python-jose python-multipart python-slugify pytz pyyaml pyzmq redis regex reportlab requests
    requests-oauthlib retry rich rsa ruff s3fs s3transfer scikit-image scikit-learn scipy scrapy seaborn selenium
    sentry-sdk setuptools shapely simplejson six sniffio sortedcontainers spacy sphinx sqlalchemy sqlmodel sqlparse
    starlette statsmodels stripe structlog sympy tabulate tenacity tensorflow toml tornado tox tqdm transformers twisted
    typer typing-extensions tzdata tzlocal ujson urllib3 uvicorn uvloop virtualenv watchdog watchfiles wcwidth
    weasyprint websocket-client websockets werkzeug wheel whitenoise wrapt wtforms xgboost xlrd xlsxwriter zipp
    zope-interface";

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> PackageName {
        text.parse().unwrap()
    }

    fn told(wanted: &str, known: &[&str]) -> Vec<String> {
        let known: Vec<PackageName> = known.iter().map(|it| name(it)).collect();
        unknown_name(&name(wanted), &known)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn slips_are_found() {
        for (wanted, meant) in [
            ("requets", "requests"),
            ("djnago", "django"),
            ("scikitlearn", "scikit-learn"),
            ("python-boto3", "boto3"),
            ("djangorestframwork", "djangorestframework"),
        ] {
            assert_eq!(told(wanted, &[])[0], format!("did you mean `{meant}`?"));
        }
    }

    #[test]
    fn names_of_ones_own_are_found_and_far_ones_are_not() {
        assert_eq!(
            told("our-compony-lib", &["our-company-lib"])[0],
            "did you mean `our-company-lib`?"
        );
        assert!(told("our-company-lib", &["their-company-lib"])[0].starts_with("check the spelling"));
        assert!(told("ab", &["ac"])[0].starts_with("check the spelling"));
    }

    #[test]
    fn modules_are_told_from_packages() {
        assert!(told("sklearn", &[])[0].ends_with("the package is called `scikit-learn`"));
        assert!(told("JSON", &[])[0].starts_with("`json` is part of Python itself"));
        assert!(told("Python", &[])[0].starts_with("Python itself is no package"));
    }

    #[test]
    fn names_are_taken_for_those_of_other_packages() {
        for (wanted, meant) in [
            ("bs4", "beautifulsoup4"),
            ("beautifulsoup", "beautifulsoup4"),
            ("psycopg", "psycopg2"),
            ("python-requests", "requests"),
        ] {
            let told = taken_for(&name(wanted)).map(|it| it.to_string());
            assert!(
                told.is_some_and(|told| told.contains(&format!("`{meant}`"))),
                "{wanted}"
            );
        }
        assert!(taken_for(&name("h2")).is_none());
        assert!(taken_for(&name("boto3")).is_none());
    }

    #[test]
    fn the_tables_hold_names() {
        for (module, package) in MODULES {
            assert_eq!(name(module).as_ref(), module);
            assert_eq!(name(package).as_ref(), package);
        }
        for text in COMMON.split_whitespace().chain(STANDARD) {
            assert_eq!(name(text).as_ref(), text);
        }
    }
}
