namespace LoadProbe.Definitions.Tests;

public class SecretTests
{
    private const string Value = "hunter-2-correct-horse";

    [Fact]
    public void A_secret_is_read_from_a_file_when_asked_without_the_line_end()
    {
        using var scratch = new Scratch();
        string file = scratch.With("password", Value + "\r\n")["password"];
        var reference = new SecretReference(TemplatePartKind.SecretFromFile, file);
        var store = new SecretStore();

        Assert.Equal(Value, store.Read(reference));
        File.WriteAllText(file, "rotated\n");
        Assert.Equal("rotated", store.Read(reference));
    }

    [Fact]
    public void A_secret_is_read_from_the_environment()
    {
        string name = $"LOADPROBE_TEST_{Guid.NewGuid():N}";
        var reference = new SecretReference(TemplatePartKind.SecretFromEnvironment, name);
        Assert.Null(new SecretStore().Read(reference));
        Environment.SetEnvironmentVariable(name, Value);
        Assert.Equal(Value, new SecretStore().Read(reference));
        Environment.SetEnvironmentVariable(name, null);
    }

    [Fact]
    public void Secrets_without_a_value_are_named_for_whoever_is_about_to_run()
    {
        using var scratch = new Scratch();
        string there = scratch.With("there", Value)["there"];
        Journey journey = scratch.Steps($$"""
              - post: /login
                json: { user: "${secret:env:LOADPROBE_TEST_NOT_SET}", password: "${secret:file:{{there}}}" }
              - get: /me
                headers: { X-Key: "${secret:file:{{scratch["absent"]}}}" }
            """).Journey;

        Assert.Equal(
            ["probe.yaml:3:5: ${secret:env:LOADPROBE_TEST_NOT_SET} has no value: set the environment variable LOADPROBE_TEST_NOT_SET", $"probe.yaml:5:5: ${{secret:file:{scratch["absent"]}}} has no value: put it into the file {scratch["absent"]}"],
            new SecretStore().MissingSecrets(journey).Select(Files.Short));
    }

    [Fact]
    public void A_secret_never_stands_in_a_message_or_a_record()
    {
        using var scratch = new Scratch();
        string file = scratch.With("password", Value)["password"];
        string steps = $"  - post: /login\n    json: {{ password: \"${{secret:file:{file}}}\" }}\n";
        Probe good = scratch.Steps(steps);
        var bad = scratch.Probe($"target: http://anna:{Value}@example.com\nsteps:\n{steps}    expect: {{ status: no }}\n  - get: https://anna:{Value}@example.com/\n");

        Assert.DoesNotContain(Value, string.Join('\n', good.ToString(), good.Journey.ToString(), string.Join('\n', good.Journey.Steps), ((HttpStep)good.Journey.Steps[0]).Body), StringComparison.Ordinal);
        Assert.Equal(3, bad.Mistakes.Count);
        Assert.DoesNotContain(Value, string.Join('\n', bad.Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_secrets_loads_on_a_machine_without_them()
    {
        using var scratch = new Scratch();
        Assert.Single(scratch.Steps("  - get: /\n    headers: { X-Key: \"${secret:env:LOADPROBE_TEST_NOT_SET}\" }").Journey.Steps);
    }
}
