namespace LoadProbe.Definitions.Tests;

public class ProgramStepTests
{
    [Fact]
    public void A_program_is_enough()
    {
        ProgramStep step = One("  - program: { run: [/usr/lib/nagios/plugins/check_load] }");
        Assert.Equal(("program check_load", "/usr/lib/nagios/plugins/check_load"), (step.Name, step.Program));
        Assert.Equal((StepKind.Program, StepEffect.Read, false), (step.Kind, step.Effect, step.IsPlugin));
        Assert.Equal([0], step.Exits);
        Assert.True(step is { Arguments.Count: 0, Environment.Count: 0, Input: null, Output.Count: 0, Json.Count: 0, Saves.Count: 0 });
    }

    [Fact]
    public void Everything_a_program_may_be_told()
    {
        ProgramStep step = One("""
              - name: the queue is short
                kind: write-shadow
                program:
                  run: [check_queue, -H, "${host}", --deep, 3]
                  env: { QUEUE_TOKEN: "${secret:env:QUEUE_TOKEN}", LANG: de_DE.UTF-8 }
                  stdin: "${host}\n"
                  plugin: nagios
                timeout: 3s
                expect: { exit: [0, 1], within: 1s, stdout: [OK, /queue=\d+/], json: { $.depth: { max: 100 } } }
                save: { depth: $.depth, id: { stdout: 'id=(\d+)' } }
            """, "vars: { host: 10.0.0.7 }");
        Assert.Equal(("the queue is short", StepEffect.WriteShadow, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)), (step.Name, step.Effect, step.Timeout, step.Within));
        Assert.Equal(["-H", "${host}", "--deep", "3"], step.Arguments.Select(a => a.Source));
        Assert.Equal(("${secret:env:QUEUE_TOKEN}", "de_DE.UTF-8", "${host}\n", true), (step.Environment["QUEUE_TOKEN"].Source, step.Environment["LANG"].Source, step.Input!.Source, step.IsPlugin));
        Assert.Equal([0, 1], step.Exits);
        Assert.Equal((2, 1, 100), (step.Output.Count, step.Json.Count, step.Json[0].Value.Max));
        Assert.Equal([("depth", SaveSource.Json), ("id", SaveSource.Body)], step.Saves.Select(s => (s.Variable, s.From)));
    }

    [Fact]
    public void What_is_saved_is_known_to_the_steps_after_it()
    {
        using var scratch = new Scratch();
        Assert.Equal(2, scratch.Steps("  - program: { run: [first] }\n    save: { id: $.id }\n  - program: { run: [second, \"${id}\"] }").Journey.Steps.Count);
    }

    [Fact]
    public void A_secret_that_is_missing_is_missed_before_the_program_is_run() =>
        Assert.Contains(Templates.Of(One("  - program: { run: [check], env: { TOKEN: \"${secret:env:SURELY_NOT_SET}\" } }")), t => t.Source == "${secret:env:SURELY_NOT_SET}");

    [Theory]
    [InlineData("LD_PRELOAD")]
    [InlineData("PERL5OPT")]
    [InlineData("PYTHONPATH")]
    [InlineData("BASH_ENV")]
    [InlineData("PATH")]
    public void No_variable_makes_a_program_run_another_one(string name)
    {
        using var scratch = new Scratch();
        Mistake mistake = Assert.Single(scratch.Probe($"target: http://127.0.0.1:1\nsteps:\n  - program: {{ run: [check], env: {{ {name}: x }} }}\n").Mistakes);
        Assert.Contains("can make a program run another one", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_probe_of_a_guard_may_run_one()
    {
        using var scratch = new Scratch();
        scratch.With("targets.yaml", "own: { address: http://127.0.0.1:1, class: test }").With("get.yaml", "target: own\nsteps: [{ get: / }]")
            .With("probes/queue.yaml", "target: own\nevery: 5s\nsteps: [{ program: { run: [check] } }]")
            .With("press.yaml", "target: own\nmix: get.yaml\nload: [{ inject: { rate: 1/s, during: 10s } }]\nguards: [\"probe queue fails, else abort\"]\n");
        Assert.Empty(DefinitionFiles.LoadScenario(scratch["press.yaml"]).Mistakes);
    }

    private static ProgramStep One(string step, string head = "")
    {
        using var scratch = new Scratch();
        return Assert.IsType<ProgramStep>(Assert.Single(scratch.Steps(step, $"target: http://127.0.0.1:8080\n{head}").Journey.Steps));
    }
}
