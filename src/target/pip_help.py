# Runs `pip download --help`, which names the default index, without modules of the current folder.
import runpy
import sys

sys.path[:] = [entry for entry in sys.path if entry not in ("", ".")]
sys.argv[:] = ["pip", "download", "--help"]
runpy.run_module("pip", run_name="__main__", alter_sys=True)
