namespace LoadProbe.Definitions.Tests;

/// <summary>Files of modules, those beside the tests and throw-away ones.</summary>
internal static class Blackbox
{
    public static string Example(string name) => Path.Combine(AppContext.BaseDirectory, "Blackbox", name);

    public static BlackboxModules Good(string example) => Files.Good(DefinitionFiles.LoadBlackbox(Example(example)));

    public static Loaded<BlackboxModules> Load(string content)
    {
        using var scratch = new Scratch();
        return DefinitionFiles.LoadBlackbox(scratch.With("blackbox.yml", content)["blackbox.yml"]);
    }

    /// <summary>A module, whose keys stand with four blanks before them.</summary>
    public static BlackboxModule Module(string keys) => Files.Good(Load($"modules:\n  m:\n    {keys}\n")).Modules.Single();

    public static string? Read(BlackboxSecret? secret) => secret?.Read(new SecretStore());
}
