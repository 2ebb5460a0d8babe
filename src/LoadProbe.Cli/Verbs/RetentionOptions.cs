using System.CommandLine;
using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>How long a controller's store keeps what.</summary>
internal sealed class RetentionOptions
{
    private const int MostDays = 3650;

    private readonly Option<TimeSpan> _results = Days("--keep-results", "How long results and seconds of runs are kept, in whole days", new Retention().Raw);
    private readonly Option<TimeSpan> _minutes = Days("--keep-minutes", "How long roll-ups of a minute are kept", new Retention().Minutes);
    private readonly Option<TimeSpan> _hours = Days("--keep-hours", "How long roll-ups of an hour are kept", new Retention().Hours);

    private readonly Option<TimeSpan> _evidence = Days("--keep-evidence", "How long pictures and certificates of incidents are kept, from their end on", new Retention().Evidence);

    public void AddTo(Command verb)
    {
        foreach (Option option in (Option[])[_results, _minutes, _hours, _evidence]) verb.Add(option);
    }

    public Retention Read(ParseResult parsed) => new() { Raw = parsed.GetValue(_results), Minutes = parsed.GetValue(_minutes), Hours = parsed.GetValue(_hours), Evidence = parsed.GetValue(_evidence) };

    private static Option<TimeSpan> Days(string name, string description, TimeSpan standard) => new(name)
    {
        Description = $"{description}; {standard.Days}d when nothing is said",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Durations.TryParse(text, out TimeSpan time) && time.Ticks % TimeSpan.TicksPerDay == 0 && time.Days is >= 1 and <= MostDays) return time;
            result.AddError($"{name} {text} is not a number of whole days, 1d to {MostDays}d: write for instance {name} {standard.Days}d");
            return default;
        },
    };
}
