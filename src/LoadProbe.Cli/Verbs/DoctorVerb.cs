using System.CommandLine;
using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>Says what this machine can and cannot do, and the command that mends it.</summary>
internal static class DoctorVerb
{
    public static Command Create(CancellationToken stop)
    {
        var json = new Option<bool>("--json") { Description = "Print it as one JSON document" };
        var verb = new Command("doctor", "What this machine can and cannot do, and the command that mends it") { json };
        verb.SetAction(async (parsed, _) =>
        {
            IReadOnlyList<Ability> all = await Abilities.LookAsync(TimeProvider.System, stop);
            if (parsed.GetValue(json)) Console.Out.WriteLine(Text(all));
            else Print(Screen.Out, all);
            // What nobody here can mend, such as an IPv6 that was not bought, is no fault.
            return all.Any(ability => !ability.Has && ability.Mend is not null) ? ExitCode.Environment : ExitCode.Pass;
        });
        return verb;
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<Ability> all)
    {
        foreach (Ability ability in all)
        {
            console.MarkupLine($"{(ability.Has ? "[green]can[/]   " : "[red]cannot[/]")} [bold]{Markup.Escape(ability.Name)}[/] [grey]({Markup.Escape(ability.For)})[/]");
            console.WriteLine($"       {ability.Detail}");
            if (ability.Mend is { } mend) console.MarkupLine($"       mend it: [bold]{Markup.Escape(mend)}[/]");
        }
    }

    private static string Text(IReadOnlyList<Ability> all) => JsonWriting.Text(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("abilities");
        foreach (Ability ability in all)
        {
            json.WriteStartObject();
            json.WriteString("name", ability.Name);
            json.WriteString("for", ability.For);
            json.WriteBoolean("has", ability.Has);
            json.WriteString("detail", ability.Detail);
            json.WriteOptional("mend", ability.Mend);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }, indented: true);
}
