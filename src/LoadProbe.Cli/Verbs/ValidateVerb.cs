using System.CommandLine;
using LoadProbe.Definitions;
using LoadProbe.Metrics;

namespace LoadProbe.Cli;

/// <summary>Every mistake in every file. Opens no connection.</summary>
internal static class ValidateVerb
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Files or folders", Arity = ArgumentArity.OneOrMore };
        Option<string[]> variables = CommonOptions.Variables();
        var verb = new Command("validate", "Say every mistake in every file, as file:line:column: message") { paths, variables };
        verb.SetAction(parsed =>
        {
            if (CommonOptions.Load(null, parsed.GetValue(variables)) is not { } options) return ExitCode.Usage;
            (IReadOnlyList<Probe> probes, _, IReadOnlyList<Mistake> mistakes, int files, _) = DefinitionFiles.LoadAll(parsed.GetValue(paths)!, options);
            foreach (Mistake mistake in mistakes) Console.Out.WriteLine(mistake);
            string[] programs = [.. probes.Where(p => p.Journey.Steps.Any(s => s is ProgramStep)).Select(p => p.Name)];
            if (programs.Length > 0) Console.Error.WriteLine($"programs are run by {string.Join(", ", programs)}: only where LoadProbe was started with --programs, elsewhere there is no verdict");
            foreach (Probe probe in probes)
            {
                foreach (string doubt in PrometheusRules.Doubts(probe)) Console.Error.WriteLine($"{probe.At.File}: slo: {doubt}");
            }

            int bad = mistakes.Select(m => m.At.File).Distinct().Count();
            Console.Error.WriteLine(bad == 0 ? $"{files} files, no mistakes" : $"{files} files, {mistakes.Count} mistakes in {bad} of them");
            return bad == 0 ? ExitCode.Pass : ExitCode.Usage;
        });
        return verb;
    }
}
