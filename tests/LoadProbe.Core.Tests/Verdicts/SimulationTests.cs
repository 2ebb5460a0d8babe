using System.Globalization;
using System.Text;

namespace LoadProbe.Core.Tests;

/// <summary>
/// Days of 24 h with what goes wrong in them, for one, three and five agents: what is told, and how soon. Twenty seeds each; the table is
/// kept as artifacts/verdicts.txt.
/// </summary>
public class SimulationTests
{
    private const int Seeds = 20;

    [Fact]
    public void Each_real_fault_is_one_incident_and_none_of_our_own_is()
    {
        var table = new StringBuilder("agents  days  faults  incidents  missed  false alarms: ours  carrier  chance  detected within s: p50  p95  max  down s told  true\n");
        foreach (int agents in (int[])[1, 3, 5])
        {
            var told = new Tally();
            for (int seed = 1; seed <= Seeds; seed++) told.Take(new SimulatedDay(seed, agents).Run());
            table.AppendLine(told.Line(agents));

            Assert.Equal((Seeds * 5, 0), (told.Faults, told.Missed));
            Assert.Equal(told.Faults, told.Real);
            Assert.Equal((0, 0), (told.Ours, told.Chance));
            // A single agent cannot know that it is its carrier; others can.
            Assert.Equal(agents == 1 ? Seeds : 0, told.Carrier);
            Assert.InRange(told.Soon[^1], 60, 180);
            Assert.InRange(told.DownTold / told.DownTrue, 0.8, 1.1);
        }

        Directory.CreateDirectory(Path.Combine(Repository(), "artifacts"));
        File.WriteAllText(Path.Combine(Repository(), "artifacts", "verdicts.txt"), table.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void All_six_states_are_met_in_a_day(int agents)
    {
        SimulatedDay day = new SimulatedDay(7, agents).Run();

        Assert.All(day.Stood, s => Assert.True(s.Value > TimeSpan.Zero, $"never {s.Key}"));
        Assert.Equal(TimeSpan.FromHours(1), day.Stood[ProbeState.Maintenance]);
        Assert.Equal(120 * agents, day.Availability.InMaintenance);
    }

    [Fact]
    public void An_incident_says_what_the_fault_was()
    {
        SimulatedDay day = new SimulatedDay(3, 5).Run();

        foreach (Fault fault in day.Faults.Where(f => f.Blame == Blame.Target))
        {
            Incident incident = Assert.Single(day.Incidents, i => Tally.IsOf(i, fault));
            Assert.Equal(fault.What, incident.Cause);
            Assert.Equal(5, incident.Agents.Count);
            Assert.InRange(incident.First.At, fault.From.AddSeconds(-60), fault.From.AddSeconds(60));
            Assert.InRange(incident.Closed!.Value, fault.To - TimeSpan.FromMinutes(4), fault.To + TimeSpan.FromMinutes(fault.Flaps ? 15 : 4));
            Assert.Equal(fault.Flaps, incident.Reopened > 0);
        }
    }

    /// <summary>What the stages are for: the same day, when any failed run of any agent counts at once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Without_them_chance_alone_opens_incidents_all_day(int agents)
    {
        SimulatedDay naive = new SimulatedDay(1, agents, new VerdictPolicy()).Run();
        SimulatedDay staged = new SimulatedDay(1, agents).Run();

        int Alarms(SimulatedDay day) => day.Incidents.Sum(i => 1 + i.Reopened);
        Assert.True(Alarms(naive) > 4 * Alarms(staged), $"{Alarms(naive)} and {Alarms(staged)}");
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LoadProbe.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    private sealed class Tally
    {
        private readonly List<double> _soon = [];
        private int _days;
        private int _incidents;

        public int Faults { get; private set; }
        public int Real { get; private set; }
        public int Missed { get; private set; }
        public int Ours { get; private set; }
        public int Carrier { get; private set; }
        public int Chance { get; private set; }
        public double DownTold { get; private set; }
        public double DownTrue { get; private set; }
        public IReadOnlyList<double> Soon => [.. _soon.Order()];

        public static bool IsOf(Incident incident, Fault fault) => incident.Opened >= fault.From && incident.Opened < fault.To + TimeSpan.FromMinutes(5);

        public void Take(SimulatedDay day)
        {
            _days++;
            _incidents += day.Incidents.Count;
            DownTold += day.Availability.Down.TotalSeconds;
            foreach (Fault fault in day.Faults.Where(f => f.Blame == Blame.Target))
            {
                Faults++;
                DownTrue += (fault.To - fault.From).TotalSeconds * (fault.Flaps ? 3.0 / 7 : 1);
                Incident[] of = [.. day.Incidents.Where(i => IsOf(i, fault))];
                Real += of.Length;
                if (of.Length == 0) Missed++;
                else _soon.Add((of[0].Opened - fault.From).TotalSeconds);
            }

            foreach (Incident wrong in day.Incidents.Where(i => !day.Faults.Any(f => f.Blame == Blame.Target && IsOf(i, f))))
            {
                Blame? blame = day.Faults.FirstOrDefault(f => IsOf(wrong, f))?.Blame;
                if (blame == Blame.Agents) Ours++;
                else if (blame == Blame.Carrier)
                {
                    Carrier++;
                    // From where it is seen it is down.
                    DownTrue += (wrong.Closed!.Value - wrong.Opened).TotalSeconds;
                }
                else Chance++;
            }
        }

        public string Line(int agents) => string.Create(CultureInfo.InvariantCulture,
            $"{agents,6}  {_days,4}  {Faults,6}  {_incidents,9}  {Missed,6}  {Ours,18}  {Carrier,7}  {Chance,6}  {Soon[Soon.Count / 2],22:0}  {Soon[Soon.Count * 95 / 100],3:0}  {Soon[^1],3:0}  {DownTold,11:0}  {DownTrue,4:0}");
    }
}
