"""`buddy-sim diff`: two folders of runs; others are refused."""


def test_two_runs(invoke):
    for out, seed in (("a", "1"), ("b", "2")):
        assert invoke("run", "small.yaml", "--no-plots", "--quiet", "--seed", seed, "--out", out).exit_code == 0
    done = invoke("diff", "a", "b")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("# a against b\n\n**The two runs part at ")
    assert "the same, event by event" in invoke("diff", "a", "a").stdout


def test_what_is_no_run_is_refused(invoke):
    assert invoke("run", "small.yaml", "--no-plots", "--quiet", "--out", "a").exit_code == 0
    done = invoke("diff", "a", "nowhere")
    assert (done.exit_code, "there is no such folder" in done.stderr) == (2, True)
