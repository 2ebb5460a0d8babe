namespace LoadProbe.Definitions.Tests;

/// <summary>The OpenAPI documents beside these tests, and what is made of them.</summary>
internal static class Apis
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "OpenApi", name);

    public static ImportedApi Import(string name, ApiChoice choice)
    {
        Loaded<ApiDescription> read = DefinitionFiles.LoadOpenApi(Path(name));
        Assert.Empty(read.Mistakes);
        Assert.Empty(read.Value!.Unread);
        return OpenApiImport.Of(read.Value, choice, name)!;
    }

    /// <summary>The probes as their files are read, in the order in which they were made.</summary>
    public static Probe[] Probes(ImportedApi made)
    {
        using var scratch = new Scratch();
        scratch.With("targets.yaml", made.TargetLines);
        foreach (ImportedProbe probe in made.Probes.Where(p => p.Yaml is not null)) scratch.With($"{probe.Name}.yaml", probe.Yaml!);
        var loaded = DefinitionFiles.LoadAll([scratch["."]]);
        Assert.True(loaded.Mistakes.Count == 0, string.Join("\n", loaded.Mistakes.Take(5)));
        return [.. made.Probes.Where(p => p.Yaml is not null).Select(m => loaded.Probes.Single(p => p.Name == m.Name))];
    }

    public static string Sent(HttpStep step) => Text(step.Body!.Content);

    public static string Text(Template template) => template.Resolve(new Variables(new SecretStore()));
}
