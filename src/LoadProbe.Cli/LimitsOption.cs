using System.CommandLine;
using LoadProbe.Definitions;

namespace LoadProbe.Cli;

/// <summary>The file of an agent's own limits, read before anything is connected.</summary>
internal static class LimitsOption
{
    public static Option<AgentLimits?> Create() => new("--limits")
    {
        Description = "A file of what no message can raise: where this agent may connect to, and how hard it may press. With a controller and without it nothing may be dialled",
        CustomParser = result =>
        {
            Loaded<AgentLimits> loaded = DefinitionFiles.LoadLimits(result.Tokens[0].Value);
            foreach (Mistake mistake in loaded.Mistakes) result.AddError(mistake.ToString());
            return loaded.Value;
        },
    };
}
