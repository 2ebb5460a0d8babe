using System.Threading.Channels;

namespace LoadProbe.Link;

/// <summary>The controller's end of the link to all its agents.</summary>
public interface IControllerEnd
{
    /// <summary>What the agents say, each agent's of a kind in order.</summary>
    ChannelReader<FromAgent> Inbox { get; }

    /// <summary>Tells one agent; false when the agent is not there or does not keep up.</summary>
    bool TrySend(string agent, DownMessage message);

    /// <summary>What is known of an agent's last sign of life; null when nothing is, as in one process.</summary>
    AgentSign? Sign(string agent) => null;

    /// <summary>Messages of agents that found no room.</summary>
    long Dropped { get; }

    /// <summary>How it fares now.</summary>
    LinkState State { get; }
}
