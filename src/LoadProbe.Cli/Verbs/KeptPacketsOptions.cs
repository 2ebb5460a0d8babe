using System.CommandLine;
using LoadProbe.Capture;

namespace LoadProbe.Cli;

/// <summary>Where an agent keeps the packets that it captures, and how many.</summary>
internal sealed class KeptPacketsOptions
{
    private const long Least = 1024 * 1024, Standard = 256 * Least;

    private readonly Option<string?> _folder = new("--packets") { Description = "The folder in which captured packets are kept; .loadprobe/packets-NAME if nothing is said" };
    private readonly Option<long> _limit = new("--packets-limit")
    {
        Description = "Bytes of packets kept, the latest; 256MiB if nothing is said, 0 = none",
        DefaultValueFactory = _ => Standard,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (BlackboxSizes.TryParse(text, out long bytes) && bytes is 0 or >= Least) return bytes;
            result.AddError($"--packets-limit {text} is neither 0 nor a size of 1MiB or more: write for instance --packets-limit 256MiB");
            return 0;
        },
    };

    public void AddTo(Command verb)
    {
        verb.Add(_folder);
        verb.Add(_limit);
    }

    /// <summary>Null = none are kept.</summary>
    public RingOptions? Read(ParseResult parsed, string agent) => parsed.GetValue(_limit) is > 0 and var bytes
        ? new RingOptions { Folder = parsed.GetValue(_folder) ?? Path.Combine(".loadprobe", $"packets-{agent}"), Bytes = bytes }
        : null;
}
