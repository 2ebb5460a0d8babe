using System.CommandLine;
using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>What is said of a key that is to be made.</summary>
internal sealed class KeyOptions
{
    private readonly Option<string> _name = new("--name") { Description = "Whose it is, or what for", Required = true };
    private readonly Option<string> _scope = new("--scope") { Description = "read, run, apply or admin, or some of them with commas between; run and apply include read, admin all", Required = true };
    private readonly Option<string> _life = new("--for") { Description = "How long it lasts", DefaultValueFactory = _ => "90d" };

    public void AddTo(Command verb)
    {
        foreach (Option option in (Option[])[_name, _scope, _life]) verb.Add(option);
    }

    /// <summary>Null after saying what is wrong.</summary>
    public (string Name, Scope Scope, TimeSpan Life)? Read(ParseResult parsed)
    {
        string life = parsed.GetValue(_life)!, name = parsed.GetValue(_name)!;
        string? fault = Durations.TryParse(life, out TimeSpan lasts) ? ApiKey.Fault(name, lasts) : $"--for {life} is not a duration such as 90d";
        Scope scope = ScopeWords.Parse(parsed.GetValue(_scope)!, out string? unknown) ?? Scope.None;
        if ((fault ?? unknown) is not { } wrong) return (name, scope, lasts);
        Screen.Complain(wrong);
        return null;
    }
}
