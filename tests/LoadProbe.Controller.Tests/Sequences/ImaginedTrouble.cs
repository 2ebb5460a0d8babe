namespace LoadProbe.Controller.Tests;

/// <summary>What strikes a run: agents die, are cut off or stall, customers fail, the target gets slow or has enough, people stop it, clocks are moved.</summary>
internal sealed class ImaginedTrouble(ImaginedWorld world, Random random)
{
    private readonly List<string> _said = [];
    private readonly bool _calm = random.Next(5) == 0;

    // Some have trouble before they begin.
    private readonly int _first = random.Next(2) == 0 ? 16 : 1;
    private bool _unwell;

    /// <summary>All that struck, in order.</summary>
    public string Said => string.Join(", ", _said);

    public bool MovedClocks { get; private set; }

    public async Task StrikeAsync(int step)
    {
        ImaginedAgent agent = world.Agents[random.Next(world.Agents.Count)];
        // Each second a customer dials, from an agent that can tell of it.
        if (step % 4 == 0) world.Dial(agent, _unwell ? Outcome.ConnectRefused : random.Next(60) == 0 ? Outcome.AgentFault : Outcome.Ok);
        if (_calm || step < _first) return;
        switch (random.Next(420))
        {
            case 0:
                Say($"{agent.Name} dies", () => agent.IsDead = true);
                break;
            case 1 or 2:
                Say($"{agent.Name} is cut off or back", () => agent.IsCutOff = !agent.IsCutOff);
                break;
            case 3 or 4:
                Say($"{agent.Name} stalls", () => agent.StalledUntil = world.Time.GetTimestamp() + world.Time.Stamps(TimeSpan.FromMilliseconds(random.Next(200, 1_500))));
                break;
            case 5 or 6 or 7 or 8 or 9:
                Say("customers fail or recover", () => _unwell = !_unwell);
                break;
            case 10 or 11 or 12 or 13:
                TimeSpan response = TimeSpan.FromMilliseconds(random.Next(3) switch { 0 => 10, 1 => 300, _ => 1_000 });
                Say($"answers take {response.TotalMilliseconds} ms", () =>
                {
                    foreach (ImaginedAgent each in world.Agents) each.Response = response;
                });
                break;
            case 14:
                Say("the target has enough", () => agent.IsUnwanted = true);
                break;
            case 15:
                Say("the proof is gone", () => agent.IsUnproved = true);
                break;
            case 16:
                Say("a person stops it", () => world.Controller.StopRun("enough"));
                break;
            case 17:
                _said.Add("the lever is pulled");
                await world.Controller.Lever.PullAsync("Dan", "enough", ImaginedWorld.Token);
                await world.Controller.Lever.ReleaseAsync(ImaginedWorld.Token);
                break;
            case 18:
                Say("clocks are set forward", () => Move(TimeSpan.FromSeconds(random.Next(1, 1_200))));
                break;
            case 19:
                Say("clocks are set back", () => Move(TimeSpan.FromSeconds(-random.Next(1, 300))));
                break;
            case 20:
                _said.Add("another rate");
                await world.Controller.ChangeRateAsync(random.Next(1, 60), "Dan").WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);
                break;
        }
    }

    private void Move(TimeSpan by)
    {
        MovedClocks = true;
        world.Time.Set(by);
    }

    private void Say(string what, Action act)
    {
        _said.Add(what);
        act();
    }
}
