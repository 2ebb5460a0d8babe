using System.CommandLine;
using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>What is said of a key that is to be made.</summary>
internal sealed class KeyOptions
{
    private readonly Option<string> _name = new("--name") { Description = "Whose it is, or what for", Required = true };
    private readonly Option<string> _scope = new("--scope") { Description = "read, run, apply, approve or admin, or some of them with commas between; run, apply and approve include read, admin all", Required = true };
    private readonly Option<string> _life = new("--for") { Description = "How long it lasts", DefaultValueFactory = _ => "90d" };

    private readonly Option<string?> _team = new("--team") { Description = "Whose team that is, as targets name their owners" };

    public void AddTo(Command verb)
    {
        foreach (Option option in (Option[])[_name, _scope, _life, _team]) verb.Add(option);
    }

    /// <summary>Null after saying what is wrong.</summary>
    public (string Name, Scope Scope, TimeSpan Life, string Team)? Read(ParseResult parsed)
    {
        string life = parsed.GetValue(_life)!, name = parsed.GetValue(_name)!;
        string? fault = Durations.TryParse(life, out TimeSpan lasts) ? ApiKey.Fault(name, lasts, parsed.GetValue(_team)) : $"--for {life} is not a duration such as 90d";
        Scope scope = ScopeWords.Parse(parsed.GetValue(_scope)!, out string? unknown) ?? Scope.None;
        if ((fault ?? unknown) is not { } wrong) return (name, scope, lasts, parsed.GetValue(_team) ?? "");
        Screen.Complain(wrong);
        return null;
    }
}
